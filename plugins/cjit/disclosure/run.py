"""The public release of a month, from a signed-off freeze to its files (report.md, "Public release")."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

import cjit
from cjit.disclosure.figures import (
    cells_of,
    read_counts,
    read_earlier,
    read_groups,
    read_labels,
    read_places,
    read_shown,
    written,
)
from cjit.disclosure.kept import to_bytes
from cjit.disclosure.protect import hidden_by_rows, protect
from cjit.disclosure.tables import Names, Release
from cjit.disclosure.working import Working
from cjit.disclosure.write import write_release
from cjit.errors import Permanent, Transient
from cjit.places import Place
from cjit.progress import TellSteps, untold
from cjit.report import calendar
from cjit.settings import PROJECT, Settings
from cjit.warehouse.connection import Session, Warehouse

_ID_DIGITS = 12


def make_release(  # noqa: PLR0913 - which freeze, when and who is told
    settings: Settings,
    warehouse: Warehouse,
    period: str,
    now: datetime,
    freeze_id: str | None = None,
    *,
    tell: TellSteps = untold,
) -> tuple[Release, Place]:
    """Release the last freeze of a month (or the one named); return the release and its folder.

    A freeze is released once: again, the files are written as they were. Nothing is stored or written where
    the check can work out a hidden count. Raises Permanent for what is no month, has no such freeze, is not
    signed off, or cannot be protected; Transient where the disk fails. `now` is an aware moment.
    tell: told how far the search and the check are, where the freeze has no release yet.
    """
    spans = calendar.spans(period)
    with warehouse.session() as session:
        session.run("disclosure/begin")
        freeze, release_id = _signed(session, period, freeze_id)
        if release_id is None:
            release_id = _release(session, period, freeze, now, Working(settings.workers, tell))
        else:
            session.run("disclosure/read_again", {"release_id": release_id})
        release = _read(session, release_id)
        names = Names(
            dict(session.rows("disclosure/names", {"period_end": spans.end})), read_labels(session, freeze)
        )
    folder = settings.out_dir / "reports" / period / freeze / "public"
    try:
        write_release(release, names, folder)
    except OSError as error:
        raise Transient(f"the public release could not be written: {error.strerror}") from None
    return release, folder


def _signed(session: Session, period: str, freeze_id: str | None) -> tuple[str, str | None]:
    """The freeze to release, and its release where it has one already."""
    found = session.rows("disclosure/freeze", {"period": period, "freeze_id": freeze_id})
    if not found:
        which = f"no freeze {freeze_id!r} of {period}" if freeze_id else f"no report of {period}"
        raise Permanent(f"there is {which} to release: out.freeze lists them")
    freeze, _, signed_by, release_id = found[0]
    if signed_by is None:
        raise Permanent(f"the freeze {freeze} is not signed off: nothing of it may be released before it is")
    return freeze, release_id


def _release(session: Session, period: str, freeze_id: str, now: datetime, how: Working) -> str:
    """Protect the counts of a freeze, check them, and keep them as a release; return its id."""
    counts = read_counts(session, freeze_id)
    places = read_places(session, calendar.spans(period).end)
    earlier = read_earlier(session, period)
    cells = cells_of(counts, period)
    protected = protect(cells, earlier, places, read_groups(session), how)
    protected.verdict.refuse()
    figures = written(counts, period, protected.hidden)
    digest = hashlib.sha256(freeze_id.encode())
    for column in figures.columns:
        digest.update(repr(column.to_pylist()).encode())
    release_id = f"{period}-public-{digest.hexdigest()[:_ID_DIGITS]}"
    session.run(
        "disclosure/add_release",
        {
            "release_id": release_id,
            "freeze_id": freeze_id,
            "period": period,
            "released_at": now,
            "code_version": code_version(),
            "counts": protected.counts,
            "small_counts": protected.small,
            "hidden_counts": len(protected.hidden),
            "whole_row_counts": hidden_by_rows(cells),
            "difference_counts": protected.differences,
        },
    )
    ids = [release_id] * figures.num_rows
    session.copy_in("report", "public_cell", figures.add_column(0, "release_id", [ids]))
    kept_cells, moves = to_bytes(protected.kept)
    session.run("disclosure/add_worlds", {"release_id": release_id, "cells": kept_cells, "moves": moves})
    return release_id


def _read(session: Session, release_id: str) -> Release:
    ((freeze_id, period, released_at, counts, hidden, whole_rows, differences),) = session.rows(
        "disclosure/release", {"release_id": release_id}
    )
    figures = read_shown(session, release_id)
    return Release(
        release_id, freeze_id, period, released_at, counts, hidden, whole_rows, differences, figures
    )


@cache
def code_version() -> str:
    """The version of the program, and a hash of the files that make a release."""
    digest = hashlib.sha256()
    for root in (Path(__file__).parent, PROJECT / "sql" / "disclosure"):
        for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return f"{cjit.__version__}+{digest.hexdigest()[:_ID_DIGITS]}"

"""Samples on disk: agencies.csv and an inbox, as a night finds them."""

import os
from datetime import date
from pathlib import Path

import numpy as np

from cjit.sample.draws import NONE
from cjit.sample.facts import facts_of
from cjit.sample.faults import Plan, plan, spoil
from cjit.sample.pages import Typist
from cjit.sample.places import day_number
from cjit.sample.short import short_files
from cjit.sample.styles import FATAL_AGENCY, FATAL_FROM, PLAIN, bench_style, encode, style_of
from cjit.sample.world import World, build, first_day

DEFAULT_UNTIL = date(2019, 12, 31)
"""Last day of a sample of which nothing else is said: in dataset O, some months after 1 April 2019."""
BENCH_MONTHS = 36
OPENED = date(2015, 4, 1)
"""Since when the teams have been in the register, or since the sample begins if that is earlier."""
_DAY_SECONDS = 86_400


def write_sample(
    out: Path, agencies: int = 12, months: int = 24, until: date | None = None, seed: int = 1
) -> None:
    """Write `out`/agencies.csv and `out`/inbox with synthetic files of all three feeds.

    The files tell what happened in the `months` before the end of `until` (DEFAULT_UNTIL if not given), as
    extracts made that evening; receive them on a later day. The same arguments give the same bytes on any
    machine. About one structured row for each CJIT row. Modification times are midnight (UTC) of `until`, in
    the past, so that no settle time holds a night up. Files of the same names are replaced.

    Raises Permanent where the arguments make no sense (world.build).
    """
    last = until or DEFAULT_UNTIL
    world = build(agencies, months, last, seed)
    _write_cjit(out, world, seed, last)
    for feed, sender, texts in short_files(world, seed):
        write_file(
            out / "inbox" / f"_{feed}" / f"{sender}_{last:%Y%m%d}.csv",
            encode(texts, PLAIN, sender),
            moment(last),
        )
    _write_register(out, world, first_day(last, months))


def write_bench_files(out: Path, rows: int, files: int, seed: int = 1) -> None:
    """Write about `rows` CJIT rows in `files` agency files, and agencies.csv.

    The same mix, faults and oddities as a sample of three years to DEFAULT_UNTIL, but no refused file, and no
    files to match against. Every file has long ids and two columns that nobody knows: 55 in all, about 370
    bytes a row.
    """
    world = build(files, BENCH_MONTHS, DEFAULT_UNTIL, seed, rows)
    _write_cjit(out, world, seed, DEFAULT_UNTIL, bench=True)
    _write_register(out, world, first_day(DEFAULT_UNTIL, BENCH_MONTHS))


def moment(day: date) -> int:
    """Midnight (UTC) at the beginning of a day, in seconds since 1970."""
    return day_number(day) * _DAY_SECONDS


def write_file(path: Path, content: bytes, modified: int) -> None:
    """A file that appears in one piece, with that modification time (seconds since 1970)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    half.write_bytes(content)
    os.utime(half, (modified, modified))
    half.replace(path)


def _write_cjit(out: Path, world: World, seed: int, last: date, bench: bool = False) -> None:
    facts = facts_of(world)
    agencies = len(world.teams)
    refused = FATAL_AGENCY if not bench and agencies >= FATAL_FROM else NONE
    chosen = plan(facts, seed, without_agency=refused)
    owner = world.episodes["agency"][chosen.episode]
    typist = Typist(world, facts)
    for number, code in enumerate(world.teams.agency_codes):
        style = bench_style(number) if bench else style_of(number, agencies)
        page = typist.cjit(number, style)
        if not len(page.episode):
            continue
        own = np.flatnonzero(owner == number)
        spoil(page, Plan(chosen.episode[own], chosen.fault[own], chosen.luck[own]))
        content = encode(page.texts, style, code)
        write_file(out / "inbox" / code / f"{code}_{last:%Y%m%d}.csv", content, moment(last))


def _write_register(out: Path, world: World, opening: date) -> None:
    write_file(out / "agencies.csv", world.teams.register(min(OPENED, opening)).encode(), moment(OPENED))

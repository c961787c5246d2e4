"""The file of each agency that enters its episodes, into its drop folder before the night takes files in.

It is made when what was entered differs from the last file made, and of nothing else: the same entries give
the same bytes. It waits behind any other file of the agency that lies there (docs/decisions/0031).
"""

import hashlib
import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from cjit.entry.check import asked_today
from cjit.entry.extract import extract, rows_of
from cjit.entry.store import Client, Episode
from cjit.errors import Transient
from cjit.intake.inbox import ENTERED, listed
from cjit.london import london_day
from cjit.places import Place, onto_disk, written_through
from cjit.settings import Settings
from cjit.warehouse.connection import Session, Warehouse


def put_into_inbox(settings: Settings, warehouse: Warehouse, now: datetime) -> dict[str, int]:
    """Make the files that are wanted; how many were made, unchanged, empty, or wait behind another file.

    Killed at any point and run again it ends the same. Raises Transient where the inbox cannot be written.
    """
    done: Counter[str] = Counter()
    others = {found.folder for found in listed(settings.inbox_dir) if found.name != ENTERED}
    with warehouse.session() as session:
        agencies = session.rows("entry/agencies")
    for agency_code, changed_at, sent_sha256 in agencies:
        with warehouse.session() as session:
            rows = [
                row
                for client, episodes in _contents(session, agency_code)
                for row in rows_of(client, episodes)
            ]
            data = extract(rows, asked_today(settings, london_day(now)))
            sha256 = hashlib.sha256(data).hexdigest()
            if not rows or sha256 == sent_sha256:
                done["unchanged" if rows else "empty"] += 1
            elif agency_code in others:
                done["behind another file"] += 1
            else:
                _write(settings.inbox_dir, agency_code, data, changed_at)
                session.run("entry/note_sent", {"agency_code": agency_code, "sha256": sha256, "at": now})
                done["made"] += 1
    return dict(done)


def _contents(session: Session, agency_code: str) -> list[tuple[Client, list[Episode]]]:
    """Clients with the episodes that are in the file, in its order."""
    found: dict[str, tuple[Client, list[Episode]]] = {}
    for row in session.rows("entry/contents", {"agency_code": agency_code}):
        key, client_id, items, withdrawn, *episode = row
        client = Client(str(key), agency_code, client_id, items, withdrawn)
        _, episodes = found.setdefault(client.key, (client, []))
        if not withdrawn:
            episodes.append(_episode(client.key, *episode))
    return list(found.values())


def _episode(client_key: str, key: Any, *rest: Any) -> Episode:
    return Episode(str(key), client_key, *rest)


def _write(inbox: Place, agency_code: str, data: bytes, changed_at: datetime) -> None:
    """Whole or not at all, with the time of the last change: it is as old as what it says.

    On the disk with its name before it is noted: a power cut may take away what nobody would make again. An
    object's time cannot be chosen, so the intake takes this one whatever its age (intake.inbox).
    """
    path = inbox / agency_code / ENTERED
    if not (isinstance(inbox, Path) and isinstance(path, Path)):
        path.write_bytes(data)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.made")
        with written_through(unfinished) as write:
            write.write(data)
        os.utime(unfinished, (changed_at.timestamp(),) * 2)
        unfinished.replace(path)
        onto_disk([path], inbox)
    except OSError as error:
        raise Transient(f"the inbox cannot be written: {error.strerror}") from None

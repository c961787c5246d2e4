"""The night that another hand wrote: ../shared/example, kept here so that every checkout has it."""

import tarfile
from datetime import datetime
from pathlib import Path

from cjit.settings import PROJECT, Settings
from cjit.warehouse.connection import Warehouse
from nights.house import LONDON, House

ARCHIVE = PROJECT / "tests/golden/example.tar.gz"
ORIGINAL = PROJECT.parent / "shared/example"
CLOCK = datetime(2018, 12, 20, 2, tzinfo=LONDON)
"""The clock of that night (its README)."""


def files() -> dict[str, bytes]:
    """Path under the example's folder → bytes: inbox/<folder>/<name> and agencies.csv."""
    with tarfile.open(ARCHIVE) as archive:
        found = {}
        for member in archive.getmembers():
            content = archive.extractfile(member)
            assert content is not None
            found[member.name] = content.read()
    return found


def unpacked(data: Path, warehouse: Warehouse) -> House:
    """A deployment in that folder with the example's register and inbox, its night still to come.

    All files have the same modification time: names alone order those of a folder.
    """
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(data, filter="data")
    return House(Settings(data=data, settle_seconds=0), warehouse)

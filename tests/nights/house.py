"""A deployment of one test: its folders, its warehouse, and nights over them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import DictRow, TupleRow, dict_row
from pydantic import SecretStr

from cjit.matching.match import link_and_match
from cjit.places import files_below
from cjit.settings import Settings
from cjit.warehouse.arrivals import Batch, receive
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.feedback import publish
from cjit.warehouse.prepare import prepare
from nights.databases import copy_of, name_of
from nights.files import REGISTER
from nights.folders import InFolders

LONDON = ZoneInfo("Europe/London")
SECRET = b"a key of these tests alone, not secret"
ARCHIVE_KEY = SecretStr("a key of the archives of these tests alone, not secret")
FIRST_MINUTE = 1_545_000_000
"""Modification time (seconds since 1970) of the first file of a night, in December 2018."""


def at(day: int = 20, hour: int = 2) -> datetime:
    """The clock of a night in December 2018."""
    return datetime(2018, 12, day, hour, tzinfo=LONDON)


class House:
    """What a deployment is: settings and a warehouse. Rows come back as dictionaries.

    Reports are pages alone: PDFs and workbooks of 200 areas take two minutes, and tests/report has them.
    """

    def __init__(self, settings: Settings, warehouse: Warehouse, *, prepared: bool = False) -> None:
        own = {"archive_key": settings.archive_key or ARCHIVE_KEY, "report_files": ("html",)}
        self.settings = InFolders(**settings.model_dump() | own)
        self.warehouse = warehouse
        self.prepared = prepared

    @classmethod
    def of(cls, settings: Settings, warehouse: Warehouse, register: Path = REGISTER) -> "House":
        """A deployment with that register, its inbox there and empty."""
        house = cls(settings.model_copy(update={"agencies": register}), warehouse)
        house.settings.inbox_dir.mkdir(parents=True)
        return house

    def drop(self, folder: str, name: str, data: bytes, minute: int = 0) -> Path:
        """Put a file into a drop folder, modified in that minute of December 2018."""
        path = self.settings.inbox_dir / folder / name
        if not isinstance(path, Path):
            path.write_bytes(data)  # its time is that of the store
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        moment = FIRST_MINUTE + 60 * minute
        os.utime(path, (moment, moment))
        return path

    def send(self, *files: bytes, agency: str = "A0001", day: int = 20) -> list[DictRow]:
        """A night in which one agency sends these files, in this order; their submissions in that order."""
        for number, data in enumerate(files):
            self.drop(agency, f"{number}.csv", data, minute=number)
        self.night(day)
        return self.ask(
            "select * from out.submission where received_at = %s order by folder, arrival_no", at(day)
        )

    def night(self, day: int = 20, *, verdict: bool = False) -> dict[str, int]:
        """The stages up to the feedback at 2 o'clock of that day; how many files got which verdict.

        verdict: with Great Expectations, which takes seconds. Without it the same is loaded.
        """
        self.prepare(day)
        verdicts = self.load(self.receive(day), verdict=verdict)
        link_and_match(self.warehouse)
        publish(self.settings, self.warehouse)
        return verdicts

    def prepare(self, day: int = 20) -> None:
        """Bring the warehouse up to date, once: the register and the lists stay the same."""
        if not self.prepared:
            prepare(self.settings, self.warehouse, at(day))
            self.prepared = True

    def outdate(self) -> None:
        """Have it as a new release finds it: its views are to be made again."""
        self.run("comment on schema out is null")
        self.prepared = False

    def receive(self, day: int = 20) -> list[Batch]:
        """Take in what lies in the inbox at 2 o'clock of that day."""
        return receive(self.settings, self.warehouse, at(day))

    def load(self, batches: list[Batch], *, verdict: bool = False) -> dict[str, int]:
        """Load batches in their order; how many submissions got which verdict."""
        verdicts: dict[str, int] = {}
        for batch in batches:
            loaded = load_batch(self.settings, self.warehouse, batch["submissions"], SECRET, verdict)
            for name, count in loaded.items():
                verdicts[name] = verdicts.get(name, 0) + count
        return verdicts

    def ask(self, query: LiteralString, *parameters: object) -> list[DictRow]:
        """The rows of a query."""
        with self._connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, parameters).fetchall()

    def column(self, query: LiteralString, *parameters: object) -> list[Any]:
        """The single column of a query."""
        return [next(iter(line.values())) for line in self.ask(query, *parameters)]

    def run(self, statement: LiteralString, *parameters: object) -> None:
        """Change something in the warehouse behind the library's back."""
        with self._connection() as connection:
            connection.execute(statement, parameters)

    def _connection(self) -> psycopg.Connection[TupleRow]:
        return self.warehouse.opened()

    def inbox(self) -> list[str]:
        """The names of what is left in the drop folders."""
        if not isinstance(self.settings.inbox_dir, Path):
            return sorted(name.rpartition("/")[2] for name in files_below(self.settings.inbox_dir))
        folders = self.settings.inbox_dir.iterdir()
        return sorted(path.name for folder in folders for path in folder.iterdir())


@contextmanager
def house_like(server_url: str, house: House, data: Path) -> Iterator[House]:
    """A house as another is now: its files in `data`, its warehouse a copy on the same server.

    Nobody may be connected to the other's warehouse meanwhile.
    """
    with copy_of(server_url, name_of(house.warehouse)) as warehouse:
        yield moved(house, data, warehouse)


def moved(house: House, data: Path, warehouse: Warehouse) -> House:
    """A house with the files of another in `data`, and with a warehouse that is as the other's was."""
    shutil.copytree(house.settings.data_dir, data, symlinks=True)
    settings = house.settings.model_copy(update={"data": data})
    return House(settings, warehouse, prepared=house.prepared)

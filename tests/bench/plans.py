"""`python -m tests.bench.plans`: how Postgres goes about linking and matching at 1x, into docs/plans.md."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import ClientCursor
from tests.matching.plans import plans_of

from cjit.linkage.link import EPISODES, PENDING
from cjit.local import EmbeddedServer
from cjit.matching.match import link_and_match
from cjit.settings import PROJECT, Settings
from cjit.warehouse.connection import Warehouse, sql_text
from cjit.warehouse.migrations import migrate

HERE = Path(__file__).parent
_KINDS = ("transfers", "treatment", "prison")
_CHANGES = tuple(f"match/{change}_{kind}" for change in ("remove", "add") for kind in _KINDS)
STEPS = (
    *("link/work_out", "link/remove_stale", "link/add_new"),
    *("match/episodes", "match/transfers", "match/treatment", "match/prison", *_CHANGES),
)
_TOLD = (
    "link/work_out",
    "match/episodes",
    "match/treatment",
    "match/remove_treatment",
    "match/add_treatment",
)
"""Those that cost most: more than nine tenths of the whole."""


def main() -> None:
    """Make a warehouse at 1x, explain everybody and a night on it, write the page, remove the warehouse."""
    work = Path(tempfile.mkdtemp(prefix="cjit-plans-"))
    server = EmbeddedServer.of(Settings(data=work / "server"))
    try:
        warehouse = Warehouse(server.start())
        migrate(warehouse)
        with psycopg.connect(warehouse.url, autocommit=True) as connection:
            _run(connection, "scale_world", times=1)
            connection.execute("vacuum analyze")
            everybody = "".join(_explained(connection, everybody=True))
            link_and_match(warehouse, full=True)
            connection.execute("vacuum analyze")
            _run(connection, "scale_night", times=1)
            night = "".join(_explained(connection, everybody=False))
        about = (HERE / "plans.md").read_text(encoding="utf-8")
        page = f"{about}\n## Everybody\n{everybody}\n## A night of 10,000 changed rows\n{night}"
        (PROJECT / "docs" / "plans.md").write_text(page, encoding="utf-8")
    finally:
        server.remove()
        shutil.rmtree(work, ignore_errors=True)


def _run(connection: psycopg.Connection[Any], name: str, **params: int) -> None:
    with ClientCursor(connection) as cursor:
        cursor.execute((HERE / f"{name}.sql").read_text(), params)  # type: ignore[call-overload]


def _explained(connection: psycopg.Connection[Any], everybody: bool) -> Iterator[str]:
    """The steps told of, in the order in which they run; nothing of it stays."""
    takes = ("take_everybody", "take_everybody") if everybody else ("take_touched", "take_waiting")
    with connection.transaction(force_rollback=True):
        for folder, take in zip(("link", "match"), takes, strict=True):
            connection.execute(sql_text(f"{folder}/{take}"))  # type: ignore[arg-type]
            for step in (step for step in STEPS if step.startswith(folder)):
                places = EPISODES if everybody else PENDING
                plans = plans_of(connection, step, {"everybody": everybody}, **places)
                if step in _TOLD:
                    said = "\n\n".join(map(_shortened, plans))
                    yield f"\n### [{step}](../sql/{step}.sql)\n```\n{said}\n```\n"


def _shortened(plan: str) -> str:
    """Without what differs between two runs, and without conditions too long to read."""
    lines = (line for line in plan.splitlines() if not re.search(r"Storage:|Buckets:|Index Searches:", line))
    return "\n".join(line if len(line) <= 160 else line[:157] + "…" for line in lines)


if __name__ == "__main__":
    main()

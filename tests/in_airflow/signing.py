"""A report that waits for a signature, those who are refused, and who signs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cjit.local.night import Outcome

from .servers import Running, Server

NOW = "2018-12-22T03:00:00+00:00"


@dataclass(frozen=True)
class Asked:
    """Runs of monthly_report that ask for a signature."""

    runs: dict[str, str]
    """Month → run."""
    outcome: Outcome
    """What the command line was told of the last of them."""


@dataclass(frozen=True)
class Signing:
    """A run of monthly_report that has been answered."""

    run: str
    freeze_id: str
    page: Path
    """Of England."""
    draft: str
    """What that page said before."""
    told: list[int]
    """What those who tried were told, in their order."""
    kept: dict[str, Any]
    """What Airflow keeps of the answer."""
    ended: str


def asking(period: str) -> dict[str, Any]:
    """What a run is given that makes a report and asks for a signature."""
    return {"period": period, "now": NOW, "sign_off": True}


def answer(
    running: Running, run: str, where: Server, tries: Sequence[str | None], says: str = "Approve"
) -> Callable[[], Signing]:
    """Have people answer it, one after the other, where they are signed in.

    What is returned waits for the end of the run, and tells of it.
    """
    running.waits_for_somebody(run)
    freeze_id = str(running.passed_on(run, "freeze"))
    reports = running.house.settings.out_dir / "reports"
    page = reports / freeze_id[:7] / freeze_id / "england" / "england" / "report.html"
    draft = page.read_text(encoding="utf-8")
    path = f"{run}/taskInstances/ask/-1/hitlDetails"
    answer = {"chosen_options": [says], "params_input": {}}
    told = [where.signed_in(who).patch(path, json=answer).status_code for who in tries]

    def ended() -> Signing:
        state = running.end_of(run)
        return Signing(run, freeze_id, page, draft, told, running.get(path), state)

    return ended

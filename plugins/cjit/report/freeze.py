"""A freeze pins what a report was made from: submissions, references, rules and code (report.md, When).

Its id follows from its inputs alone (and from the freeze that it restates), so two warehouses with the same
content name their reports alike. The rules are those that judged each pinned submission (dq.verdict).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import cjit
from cjit.london import london_day
from cjit.report import calendar, changes, measures
from cjit.settings import PROJECT
from cjit.warehouse.connection import Session, Warehouse

_ID_DIGITS = 12


@dataclass(frozen=True)
class Inputs:
    """What feeds a period, as hashes of its parts."""

    episodes: str
    submissions: str
    references: str
    matches: str
    code: str

    @property
    def sha256(self) -> str:
        """One hash over all parts: equal where nothing that feeds the period differs."""
        return _sha256(self.episodes, self.submissions, self.references, self.matches, self.code)


def freeze(warehouse: Warehouse, period: str, now: datetime) -> str:
    """The id of the freeze of `period` (YYYY-MM) for what the warehouse holds, made where there is none.

    Where nothing that feeds the period has changed since its last freeze, that one is returned; else a new
    one is made that restates it. Freeze and figures are written in one transaction. `now` is an aware
    moment. Raises Permanent for a period that is no month.
    """
    with warehouse.session() as session:
        session.run("report/count_rows")
    with warehouse.session() as session:
        session.run("report/begin")
        last = session.rows("report/last_freeze", {"period": period})
        restates, frozen_inputs = last[0] if last else (None, None)
        day = london_day(now)
        measures.gather(session, calendar.spans(period), calendar.window(period), day)
        inputs = _inputs(session)
        if restates is not None and frozen_inputs == inputs.sha256:
            return str(restates)
        freeze_id = _freeze_id(period, inputs, restates)
        session.run(
            "report/freeze",
            {
                "freeze_id": freeze_id,
                "period": period,
                "frozen_at": now,
                "restates": restates,
                "inputs_sha256": inputs.sha256,
                "episodes_sha256": inputs.episodes,
                "submissions_sha256": inputs.submissions,
                "references_sha256": inputs.references,
                "matches_sha256": inputs.matches,
                "code_version": inputs.code,
            },
        )
        measures.compute(session, freeze_id, period, day)
        session.run("report/months_before", {"freeze_id": freeze_id, "day": day})
        session.run("report/pin", {"freeze_id": freeze_id})
        if restates is not None:
            changes.explain(session, freeze_id)
        return freeze_id


@cache
def code_version() -> str:
    """The version of the program, and a hash of the files that make the report: figures and pages."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for root in (package, package.parent / "pages", PROJECT / "sql" / "report"):
        for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return f"{cjit.__version__}+{digest.hexdigest()[:_ID_DIGITS]}"


def _inputs(session: Session) -> Inputs:
    parts = dict(session.rows("report/inputs"))
    nothing = _sha256()
    return Inputs(
        episodes=parts.get("episodes", nothing),
        submissions=parts.get("submissions", nothing),
        references=parts.get("references", nothing),
        matches=parts.get("matches", nothing),
        code=code_version(),
    )


def _freeze_id(period: str, inputs: Inputs, restates: str | None) -> str:
    # What came before is part of it: data that goes back to an earlier state is still a restatement.
    return f"{period}-{_sha256(period, inputs.sha256, restates or '')[:_ID_DIGITS]}"


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()

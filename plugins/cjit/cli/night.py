"""`cjit nightly` and `cjit report`: a run of a DAG, and what came of it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console

from cjit import local
from cjit.cli import show
from cjit.cli.machine import SYNTHETIC, warehouse_with_tables
from cjit.errors import Permanent
from cjit.local import airflow_home, night
from cjit.local.airflow_pages import Pages
from cjit.local.clock import clock
from cjit.local.night import Event, Outcome
from cjit.local.state import one_at_a_time
from cjit.places import files_below
from cjit.report.calendar import first_day
from cjit.report.due import report_of_night
from cjit.report.run import make_packs, render, sign_report
from cjit.sample import write_sample
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

_ROWS_SHOWN = 200


def nightly(settings: Settings, asked: str | None, sample_when_empty: bool) -> None:
    """Run a night and print its verdicts, and the reports that were due.

    Raises Permanent, with the first task's sentence, where a task failed, and where an Airflow of the
    deployment's own is to do it.
    """
    now = clock(asked, datetime.now(UTC))
    airflow_home.refuse_beside_another(f"airflow dags trigger nightly_load{_conf(now=asked)}")
    airflow_home.set_up(settings)
    warehouse = local.warehouse(settings)
    if sample_when_empty and _is_untouched(settings, warehouse):
        _make_sample(settings, now)
    with warehouse.session() as session:
        since = session.value("local/clock")
    failures = _run(settings, warehouse, now)
    _print_night(settings, warehouse, since, now)
    _refuse(failures)


def report(settings: Settings, period: str, asked: str | None, freeze: str | None) -> None:
    """Make the report of a month, or write an earlier freeze of it again; print where it is.

    Raises Permanent for what is no month or no freeze of it, where a task failed, and where an Airflow of the
    deployment's own is to make it.
    """
    first_day(period)
    now = clock(asked, datetime.now(UTC))
    if freeze is None:
        trigger = f"airflow dags trigger monthly_report{_conf(period=period, now=asked)}"
        airflow_home.refuse_beside_another(trigger)
    to = show.console()
    if freeze is None:
        warehouse = local.warehouse(settings)
        airflow_home.set_up(settings)
        _refuse(
            _run_one(
                settings, "monthly_report", {"period": period, "now": now.isoformat(), "sign_off": False}
            )
        )
        with warehouse.session() as session:
            freeze = session.value("local/latest_freeze", {"period": period})
    else:
        warehouse = warehouse_with_tables(settings)
        with show.counted(to, "areas") as tell:
            render(settings, warehouse, period, freeze, tell)
    to.print(f"Report of {period}: {settings.out_dir / 'reports' / period / str(freeze)}", markup=False)


def pack(settings: Settings, year: str) -> None:
    """Write the packs of a year, such as 2018-19; print where they are.

    Raises Permanent for what is no year, and where its March has no report.
    """
    to = show.console()
    with show.counted(to, "packs") as tell:
        written = make_packs(settings, warehouse_with_tables(settings), year, tell)
    folders = sorted({path.parent for path in written}, key=str)
    to.print(f"{len(folders):,} packs of {year}: pack.html, pack.pdf and pack.xlsx under", markup=False)
    to.print(f"{folders[0].parent.parent}" if folders else "nowhere: no area has figures", markup=False)


def sign(settings: Settings, report: str, signed: tuple[str, str], asked: str | None) -> None:
    """Sign a freeze, or the latest of a period, and write its files again; print where they are.

    Raises Permanent where it cannot be signed.
    """
    by, why = signed
    to = show.console()
    now = clock(asked, datetime.now(UTC))
    warehouse = warehouse_with_tables(settings)
    with show.counted(to, "areas") as tell:
        freeze_id = sign_report(settings, warehouse, now, report, by, why, tell=tell)
    to.print(f"Signed: {freeze_id}", markup=False)


def _run(settings: Settings, warehouse: Warehouse, now: datetime) -> list[Event]:
    """The night and then what is due, in this process or in the Airflow that is up; what failed."""
    conf = {"now": now.isoformat()}
    failures = _run_one(settings, "nightly_load", conf, leave_out="trigger_report")
    if not failures and Pages(settings).address() is None:
        period = report_of_night(warehouse, now)
        if period is not None:
            failures = _run_one(settings, "monthly_report", {"period": period, "sign_off": False, **conf})
    return failures


def _run_one(settings: Settings, dag: str, conf: dict[str, Any], leave_out: str | None = None) -> list[Event]:
    """Run one DAG, its progress shown and Airflow's own words kept in a log; what failed."""
    pages = Pages(settings)
    address = pages.address()
    if address is not None:
        to = show.console()
        to.print(f"{dag} runs in the Airflow that is up at {address}", markup=False)
        with show.progress(to) as narrate:
            outcome = pages.run_dag(dag, conf, narrate)
        return _failures(outcome, dag)
    airflow_home.enter(settings)
    log = airflow_home.new_log(settings, dag)
    lock = airflow_home.home(settings) / "run.lock"
    with one_at_a_time(lock, lambda: _wait(dag)), night.output_to(log) as terminal:
        to = show.console(terminal)
        to.print(f"{dag}: what Airflow says is in {log}", markup=False)
        with show.progress(to) as narrate:
            outcome = night.run_dag(dag, conf, narrate, leave_out=leave_out)
    return _failures(outcome, dag)


def _conf(**given: str | None) -> str:
    """Of `airflow dags trigger`, what was asked for."""
    said = {name: value for name, value in given.items() if value is not None}
    return f" --conf '{json.dumps(said)}'" if said else ""


def _wait(dag: str) -> None:
    show.console().print(f"{dag}: another run is under way on this CJIT_DATA, this one waits for it")


def _failures(outcome: Outcome, dag: str) -> list[Event]:
    if outcome.succeeded or outcome.failures:
        return outcome.failures
    return [Event("failure", dag, "", Permanent("it did not succeed, and no task says why: see its log"))]


def _refuse(failures: list[Event]) -> None:
    if failures:
        raise Permanent("; ".join(dict.fromkeys(event.sentence for event in failures)))


def _is_untouched(settings: Settings, warehouse: Warehouse) -> bool:
    """Whether nobody has brought anything yet: no file, no register, no submission, usual places."""
    usual = settings.model_copy(update={"inbox": None, "agencies": None})
    if (settings.inbox_dir, settings.agencies_file) != (usual.inbox_dir, usual.agencies_file):
        return False
    with warehouse.session() as session:
        empty = not session.value("local/has_tables") or session.value("local/is_empty")
    ours = (settings.data_dir / SYNTHETIC).exists() or not settings.agencies_file.exists()
    return bool(empty) and ours and not any(files_below(settings.inbox_dir))


def _make_sample(settings: Settings, now: datetime) -> None:
    """Synthetic extracts as they were made on the evening before the night: still for hours."""
    data = settings.data_dir
    data.mkdir(parents=True, exist_ok=True)
    (data / SYNTHETIC).write_text("The files here were made up by cjit: they are of nobody.\n", "utf-8")
    write_sample(data, until=now.date() - timedelta(days=1))
    show.console().print(f"Nothing was here: synthetic files are in {settings.inbox_dir} now", markup=False)


def _print_night(settings: Settings, warehouse: Warehouse, since: datetime, now: datetime) -> None:
    to = show.console()
    with warehouse.session() as session:
        if not session.value("local/has_tables"):
            return
        verdicts = session.rows("local/verdicts", {"since": since})
        freezes = session.rows("local/freezes_made", {"now": now})
        waiting = session.value("local/waiting")
        stay = len(session.rows("load/arrivals_open"))
    if verdicts:
        _print_verdicts(to, verdicts)
        to.print(f"Feedback: {settings.out_dir / 'providers'}/<agency>/<submission>", markup=False)
    else:
        to.print(_why_nothing(settings, waiting, stay), markup=False)
    if stay:
        still = f"Still in {settings.inbox_dir}: {stay:,} files that have been taken in"
        to.print(f"{still}, and cannot be taken out of their drop folders (docs/operating.md)", markup=False)
    for period, freeze in freezes:
        to.print(f"Report of {period}: {settings.out_dir / 'reports' / period / freeze}", markup=False)


def _why_nothing(settings: Settings, waiting: int, stay: int) -> str:
    if waiting:
        return f"No verdict was reached: {waiting:,} submissions wait for the next night."
    left = sum(1 for _ in files_below(settings.inbox_dir))
    others = f"{left - stay:,} files changed in the last {settings.settle_seconds:g} s or are no submissions"
    why = others if left > stay else "nothing is new" if left else "it is empty"
    return f"Nothing was picked up from {settings.inbox_dir}: {why}."


def _print_verdicts(to: Console, verdicts: list[tuple[Any, ...]]) -> None:
    rows = [
        (agency, file, f"{status} ({fatal})" if fatal else status, submitted, load, dq)
        for agency, file, status, fatal, submitted, _, _, load, dq in verdicts
    ]
    headings = ["Agency", "File", "Verdict", "Rows", "Load %", "DQ %"]
    show.table(to, headings, rows[:_ROWS_SHOWN], numbers=3)
    if len(rows) > _ROWS_SHOWN:
        to.print(f"… and {len(rows) - _ROWS_SHOWN:,} more: out.submission lists all")
    by_status: dict[str, int] = {}
    for verdict in verdicts:
        by_status[str(verdict[2])] = by_status.get(str(verdict[2]), 0) + 1
    counts = ", ".join(f"{count:,} {status}" for status, count in sorted(by_status.items()))
    to.print(f"{len(verdicts):,} files: {counts}")

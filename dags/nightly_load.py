"""Provider files in, linked warehouse out; ends by triggering the monthly report that is due."""

from pathlib import Path

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, chain, dag, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.exceptions import AirflowSkipException

from cjit.tasks import CLOCK, TRIES, discreet, given, prepare, stage

ONLY_TRANSIENT = ExceptionRetryPolicy([RetryRule("cjit.errors.Transient")], default=RetryAction.FAIL)


@dag(  # no start date: a new Airflow waits for the next night
    schedule=CronTriggerTimetable("0 2 * * *", timezone="Europe/London", run_immediately=False),
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={**TRIES, "retry_policy": ONLY_TRANSIENT},
    params={"now": Param(None, type=["null", "string"], description="clock of the night")},
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["cjit"],
)
def nightly_load():
    """From the inbox to matched people and feedback; the order and the rules of retrying."""

    entry = task(given("cjit.entry.send", "put_into_inbox", clock=True), task_id="entry")

    @task(show_return_value_in_logs=False)
    def intake(params, dag_run) -> list[dict]:
        from cjit.warehouse.arrivals import receive

        return receive(*stage(params, dag_run))

    @task(pool="load", map_index_template="{{ task.op_kwargs['batch']['label'] }}")
    def load(batch, params, dag_run) -> dict[str, int]:
        from cjit.warehouse.batch import load_batch

        at = stage(params, dag_run)
        return load_batch(at.settings, at.warehouse, batch["submissions"], at.secret())

    @task(trigger_rule=TriggerRule.ALL_DONE)  # after a failed batch, and in a night without files (no load)
    def linkage(params, dag_run, ti) -> dict[str, int]:
        from cjit.linkage.link import relink

        if ti.xcom_pull(task_ids="intake") is None:
            raise AirflowSkipException("the night ended before its files were taken in")
        return relink(stage(params, dag_run).warehouse)

    @task
    def matching(params, dag_run) -> dict[str, int]:
        from cjit.matching.match import match

        return match(stage(params, dag_run).warehouse)

    near_misses = task(given("cjit.linkage.near_misses", "find_near_misses"), task_id="near_misses")
    feedback = task(given("cjit.warehouse.feedback", "publish"), task_id="feedback")

    @task.short_circuit(trigger_rule=TriggerRule.NONE_FAILED)  # else the failed agencies are carried forward
    def reports_due(params, dag_run) -> str | None:
        from cjit.report.due import report_of_night

        return report_of_night(*stage(params, dag_run)[1:])

    conf = {"period": "{{ ti.xcom_pull('reports_due') }}", **CLOCK}
    report = TriggerDagRunOperator(task_id="trigger_report", trigger_dag_id="monthly_report", conf=conf)
    received, due = intake(), reports_due()
    loaded = load.expand(batch=received)
    chain(task(prepare)(), entry(), received, loaded, linkage(), matching(), [near_misses(), feedback()], due)
    chain(loaded, due, report)


dag = discreet(nightly_load())

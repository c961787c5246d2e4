"""Provider files in, linked warehouse out; ends by triggering the monthly report that is due."""

from pathlib import Path

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, chain, dag, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.exceptions import AirflowSkipException

from cjit.tasks import TRIES, stage

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
    """From the inbox to linked people and feedback; the order and the rules of retrying."""

    @task
    def prepare(params, dag_run) -> None:
        from cjit.warehouse.prepare import prepare

        prepare(*stage(params, dag_run))

    @task(show_return_value_in_logs=False)
    def intake(params, dag_run) -> list[dict]:
        from cjit.warehouse.arrivals import receive

        return receive(*stage(params, dag_run))

    @task(pool="load", map_index_template="{{ task.op_kwargs['batch']['label'] }}")
    def load(batch, params, dag_run) -> dict[str, int]:
        from cjit.warehouse.batch import load_batch

        at = stage(params, dag_run)
        return load_batch(at.settings, at.warehouse, batch["submissions"], at.secret())

    # Neither a failed batch nor a night without files (load is skipped) keeps people from being linked.
    @task(trigger_rule=TriggerRule.ALL_DONE)
    def linkage(params, dag_run, ti) -> dict[str, int]:
        from cjit.linkage.link import relink

        if ti.xcom_pull(task_ids="intake") is None:
            raise AirflowSkipException("the night ended before its files were taken in")
        return relink(stage(params, dag_run).warehouse)

    # Nothing waits for it: a search that fails is made up for by the next.
    @task
    def near_misses(params, dag_run) -> dict[str, int]:
        from cjit.linkage.near_misses import find_near_misses

        at = stage(params, dag_run)
        return find_near_misses(at.warehouse, at.settings.splink_backend)

    @task
    def feedback(params, dag_run) -> int:
        from cjit.warehouse.feedback import publish

        return publish(*stage(params, dag_run)[:2])

    # No figures while a batch has failed: its agencies would be carried forward.
    @task.short_circuit(trigger_rule=TriggerRule.NONE_FAILED)
    def reports_due(params, dag_run) -> str | None:
        from cjit.report.due import due_periods

        return next(reversed(due_periods(*stage(params, dag_run)[1:])), None)

    trigger_report = TriggerDagRunOperator(
        task_id="trigger_report",
        trigger_dag_id="monthly_report",
        conf={"period": "{{ ti.xcom_pull('reports_due') }}", "now": "{{ params.now or '' }}"},
    )
    received, due = intake(), reports_due()
    loaded = load.expand(batch=received)
    linked = linkage()
    chain(prepare(), received, loaded, linked, feedback(), due, trigger_report)
    chain(loaded, due)
    chain(linked, near_misses())


dag = nightly_load()

"""What has outlived its time is removed: raw bytes, rows, lines of the access log."""

from pathlib import Path

from airflow.sdk import CronTriggerTimetable, Param, chain, dag, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule

from cjit.tasks import TRIES, discreet, prepare, stage

ONLY_TRANSIENT = ExceptionRetryPolicy([RetryRule("cjit.errors.Transient")], default=RetryAction.FAIL)


@dag(  # no start date: a new Airflow waits for the next morning
    schedule=CronTriggerTimetable("0 6 * * *", timezone="Europe/London", run_immediately=False),
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={**TRIES, "retry_policy": ONLY_TRANSIENT},
    params={"now": Param(None, type=["null", "string"], description="clock of the run")},
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["cjit"],
)
def retention():
    """One kind after the other; who lost an episode is linked again."""

    @task
    def raw_bytes(params, dag_run) -> dict[str, int]:
        from cjit.retention.run import remove_raw

        return dict(remove_raw(*stage(params, dag_run)).things)

    @task
    def rows(params, dag_run) -> dict[str, int]:
        from cjit.retention.run import remove_rows

        return dict(remove_rows(*stage(params, dag_run)).things)

    @task
    def access_log(params, dag_run) -> dict[str, int]:
        from cjit.retention.run import remove_log

        return dict(remove_log(*stage(params, dag_run)).things)

    @task
    def linkage(params, dag_run) -> dict[str, int]:
        from cjit.linkage.link import relink

        return relink(stage(params, dag_run).warehouse)

    @task
    def matching(params, dag_run) -> dict[str, int]:
        from cjit.matching.match import match

        return match(stage(params, dag_run).warehouse)

    chain(task(prepare)(), raw_bytes(), rows(), linkage(), matching(), access_log())


dag = discreet(retention())

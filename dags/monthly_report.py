"""The report of one month: freeze, measures, pages."""

from pathlib import Path

from airflow.sdk import Param, dag, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule

from cjit.tasks import TRIES, stage

ONLY_TRANSIENT = ExceptionRetryPolicy([RetryRule("cjit.errors.Transient")], default=RetryAction.FAIL)


@dag(
    schedule=None,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={**TRIES, "retry_policy": ONLY_TRANSIENT},
    params={
        "period": Param(type="string", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="the month, YYYY-MM"),
        "now": Param(None, type=["null", "string"], description="clock of the run"),
    },
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["cjit"],
)
def monthly_report():
    """One month's figures and pages."""

    @task
    def prepare(params, dag_run) -> None:
        from cjit.warehouse.prepare import prepare

        prepare(*stage(params, dag_run))

    @task
    def report(params, dag_run) -> str:
        from cjit.report.run import make_report

        settings, warehouse, now = stage(params, dag_run)
        return make_report(settings, warehouse, params["period"], now)

    prepare() >> report()


dag = monthly_report()

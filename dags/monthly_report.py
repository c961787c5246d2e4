"""The report of one month: freeze, measures, files, sign-off."""

from pathlib import Path

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, chain, dag, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule

from cjit.tasks import SIGNERS, TRIES, stage

ONLY_TRANSIENT = ExceptionRetryPolicy([RetryRule("cjit.errors.Transient")], default=RetryAction.FAIL)


@dag(
    schedule=None,
    max_active_runs=16,  # a report that waits for its signature does not hold up the next
    is_paused_upon_creation=False,
    default_args={**TRIES, "retry_policy": ONLY_TRANSIENT},
    params={
        "period": Param(type="string", pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="the month, YYYY-MM"),
        "now": Param(None, type=["null", "string"], description="clock of the run"),
        "sign_off": Param(bool(SIGNERS), type="boolean", description="ask for a signature, and wait for it"),
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

    # A run in one process, with nobody to answer, ends here: `cjit sign` does the rest.
    @task.short_circuit
    def to_sign(freeze_id, params, dag_run) -> bool:
        from cjit.report.signing import is_signed

        return params["sign_off"] and not is_signed(stage(params, dag_run).warehouse, freeze_id)

    ask = ApprovalOperator(
        task_id="ask",
        subject="Sign off the report of {{ params.period }}",
        body="Freeze {{ ti.xcom_pull('report') }}: its files are marked as a draft until it is signed.",
        assigned_users=SIGNERS,
        execution_timeout=None,
    )

    @task
    def sign(freeze_id, answer, params, dag_run) -> None:
        from cjit.report.run import sign_report

        settings, warehouse, _ = stage(params, dag_run)
        by = answer["responded_by_user"]["name"]
        # When somebody answered: the run may have begun days before.
        sign_report(settings, warehouse, answer["responded_at"], freeze_id, by, "approved in Airflow")

    freeze_id = report()
    told = TriggerDagRunOperator(task_id="notify", trigger_dag_id="notices")
    chain(prepare(), freeze_id, to_sign(freeze_id), ask, sign(freeze_id, ask.output), told)


dag = monthly_report()

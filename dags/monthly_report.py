"""The report of one month: freeze, measures, files, sign-off."""

from pathlib import Path

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, chain, dag, task, task_group
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule

from cjit.tasks import CLOCK, SIGNERS, TRIES, UNANSWERED, discreet, given_freeze, prepare, stage

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
    def freeze(params, dag_run) -> str:
        from cjit.report.run import freeze_month

        return freeze_month(*stage(params, dag_run), params["period"])

    @task(pool="files", map_index_template="{{ task.op_kwargs['batch']['label'] }}")
    def areas(batch, freeze_id, params, dag_run) -> dict[str, int]:
        from cjit.report.run import write_batch

        return write_batch(*stage(params, dag_run)[:2], freeze_id, batch["areas"])

    @task_group
    def files(freeze_id, found, end) -> None:
        index = task(given_freeze("cjit.report.run", end), task_id="index")
        chain(areas.partial(freeze_id=freeze_id).expand(batch=found), index(freeze_id))

    # A run in one process, with nobody to answer, ends here: `cjit sign` does the rest.
    @task.short_circuit
    def to_sign(freeze_id, params, dag_run) -> bool:
        from cjit.report.signing import is_signed

        return params["sign_off"] and not is_signed(stage(params, dag_run).warehouse, freeze_id)

    ask = ApprovalOperator(
        task_id="ask",
        subject="Sign off the report of {{ params.period }}",
        body="Freeze {{ ti.xcom_pull('freeze') }}: its files are marked as a draft until it is signed.",
        assigned_users=SIGNERS,
        **UNANSWERED,
    )

    @task
    def sign(freeze_id, answer, params, dag_run) -> None:
        from cjit.report.signing import sign

        settings, warehouse, _ = stage(params, dag_run)
        by, at = answer["responded_by_user"]["name"], answer["responded_at"]  # days after the run's start
        sign(settings, warehouse, freeze_id, by, "approved in Airflow", at)

    freeze_id = freeze()
    found = task(given_freeze("cjit.report.run", "batches"), task_id="batches")(freeze_id)
    draft = files.override(group_id="files")(freeze_id, found, "finish")
    signed = files.override(group_id="signed_files")(freeze_id, found, "finish_signed")
    told = TriggerDagRunOperator(task_id="notify", trigger_dag_id="notices", conf=CLOCK)
    chain(task(prepare)(), freeze_id, found, draft, to_sign(freeze_id), ask)
    chain(sign(freeze_id, ask.output), signed, told)


dag = discreet(monthly_report())

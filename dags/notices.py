"""Mail to agencies: a report is published, a file is missing. Off unless a mail connection is set."""

from pathlib import Path

from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, chain, dag, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.exceptions import AirflowSkipException

from cjit.tasks import TRIES, discreet, given, stage

ONLY_TRANSIENT = ExceptionRetryPolicy([RetryRule("cjit.errors.Transient")], default=RetryAction.FAIL)


@dag(
    schedule=CronTriggerTimetable("0 7 * * *", timezone="Europe/London", run_immediately=False),
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={**TRIES, "retry_policy": ONLY_TRANSIENT},
    params={"now": Param(None, type=["null", "string"], description="clock of the run")},
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["cjit"],
)
def notices():
    """What agencies are told each morning, and when a report is signed."""

    # Whoever was to write them after the signature may have been stopped: agencies would be told of a draft.
    files = task(given("cjit.report.run", "write_outstanding"), task_id="files", pool="files")

    @task(trigger_rule=TriggerRule.ALL_DONE)  # who has not submitted is reminded all the same
    def send(params, dag_run) -> int:
        from airflow.providers.smtp.hooks.smtp import SmtpHook

        from cjit.report.notices import send_notices

        settings, warehouse, now = stage(params, dag_run)
        if settings.mail_connection is None or settings.pages_url is None:
            raise AirflowSkipException("mail is off: CJIT_MAIL_CONNECTION or CJIT_PAGES_URL is not set")
        with SmtpHook(smtp_conn_id=settings.mail_connection) as mail:
            return send_notices(
                settings,
                warehouse,
                now,
                lambda to, subject, html: mail.send_email_smtp(to=to, subject=subject, html_content=html),
            )

    chain(files(), send())


dag = discreet(notices())

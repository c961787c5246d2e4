"""Files of before again, under the rules and lists of a chosen day: a comparison, not the truth."""

from pathlib import Path

from airflow.sdk import Param, dag, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule

from cjit.tasks import TRIES, discreet, prepare, stage

ONLY_TRANSIENT = ExceptionRetryPolicy([RetryRule("cjit.errors.Transient")], default=RetryAction.FAIL)


@dag(
    schedule=None,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={**TRIES, "retry_policy": ONLY_TRANSIENT},
    params={
        "as_of": Param(type="string", format="date", description="day whose datasets, rules and lists judge"),
        "period": Param(
            None,
            type=["null", "string"],
            pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
            description="a month, YYYY-MM: each sender's last accepted file of its window",
        ),
        "submissions": Param([], type="array", items={"type": "string"}, description="or these submissions"),
        "now": Param(None, type=["null", "string"], description="clock of the run"),
    },
    doc_md=str(Path(__file__).with_suffix(".md")),
    tags=["cjit"],
)
def replay():
    """A month or some submissions as of a day."""

    @task(task_id="replay")
    def run(params, dag_run) -> str:
        from datetime import date

        from cjit.replay.run import Request, replay

        settings, warehouse, _ = stage(params, dag_run)
        as_of = date.fromisoformat(params["as_of"])
        request = Request(as_of, params["period"], tuple(params["submissions"]))
        return replay(settings, warehouse, request, True, print).replay_id

    task(prepare)() >> run()


dag = discreet(replay())

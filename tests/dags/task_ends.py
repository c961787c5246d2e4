"""The moment at which a task has done its work and Airflow does not know it yet."""

from typing import Any


def ended(task: str) -> None:
    """Called at the end of `<dag>.<task>`, of each map of a mapped one: nights are killed here."""


def watch() -> None:
    """Have the tasks that run in this process call `ended`. Airflow is imported here, in the home entered."""
    from airflow.providers.standard.operators import python  # noqa: PLC0415

    operator: Any = python.PythonOperator
    work = operator.execute_callable

    def work_and_tell(task: Any) -> Any:
        answer = work(task)
        ended(f"{task.dag_id}.{task.task_id}")
        return answer

    operator.execute_callable = work_and_tell

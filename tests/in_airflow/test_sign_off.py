"""A person signs a report in Airflow: who may, what is recorded, what the files say then."""

from datetime import datetime

import pytest

from .servers import Running
from .signing import Asked, Signing


@pytest.mark.parametrize(
    ("month", "told", "by"),
    [
        # The anonymous, one who may only look, the administrator, a signer, and that signer again.
        ("2018-11", [401, 403, 403, 200, 409], "operator"),
        # By FAB, which knows people by numbers: the last is a signer too, and late.
        ("2018-10", [401, 403, 403, 403, 200, 409], "nora"),
    ],
)
def test_a_signer_signs_and_nobody_else(
    running: Running, signed: dict[str, Signing], month: str, told: list[int], by: str
) -> None:
    signing = signed[month]
    assert signing.told == told
    assert signing.ended == "success"
    [freeze] = running.house.ask("select * from out.freeze where freeze_id = %s", signing.freeze_id)
    assert freeze["signed_by"] == by == signing.kept["responded_by_user"]["name"]
    # When it was answered, and not the clock that the run was given.
    assert freeze["signed_at"] == datetime.fromisoformat(signing.kept["responded_at"])


@pytest.mark.parametrize("month", ["2018-11", "2018-10"])
def test_the_files_are_no_longer_a_draft(signed: dict[str, Signing], month: str) -> None:
    signing = signed[month]
    now = signing.page.read_text(encoding="utf-8")
    assert "Draft: not signed off yet" in signing.draft
    assert "Draft" not in now
    assert f"Signed off by {signing.kept['responded_by_user']['name']}" in now


def test_the_reports_page_says_who_signed(running: Running, signed: dict[str, Signing]) -> None:
    assert "operator" in running.signed_in("region").get("/cjit/reports").text


def test_what_is_rejected_stays_a_draft_and_nobody_is_told(
    running: Running, signed: dict[str, Signing]
) -> None:
    signing = signed["2018-09"]
    assert (signing.told, signing.ended) == ([200], "success")
    tasks = {task: running.get(f"{signing.run}/taskInstances/{task}")["state"] for task in ("sign", "notify")}
    assert tasks == {"sign": "skipped", "notify": "skipped"}
    [freeze] = running.house.ask("select * from out.freeze where freeze_id = %s", signing.freeze_id)
    assert freeze["signed_by"] is None
    assert signing.page.read_text(encoding="utf-8") == signing.draft


def test_whoever_asked_for_the_report_need_not_wait_for_the_signature(asked: Asked) -> None:
    assert asked.outcome.succeeded
    assert asked.outcome.failures == []


def test_what_is_signed_is_not_asked_for_again(running: Running, signed: dict[str, Signing]) -> None:
    again = running.begin("monthly_report", period="2018-11", now="2018-12-23T03:00:00+00:00", sign_off=True)
    assert running.end_of(again) == "success"
    assert running.passed_on(again, "freeze") == signed["2018-11"].freeze_id
    assert running.get(f"{again}/taskInstances/ask")["state"] == "skipped"

"""The DAG `notices` through Airflow's hook and a mail server: once, to the address in the register."""

import re
from email.message import EmailMessage

from .servers import Running
from .signing import Signing

SITE = "https://cjit.example"
"""What CJIT_PAGES_URL begins with."""
PUBLISHED = "Community Criminal Justice Report, November 2018"
DUE = "Submission for November 2018 is due by 14 December"
WITH_REPORT = ["a0001@example.org", "a0002@example.org", "a0003@example.org", "g0001@example.org"]


def _link(mail: EmailMessage) -> str:
    [link] = re.findall(r'href="([^"]*)"', _text(mail))
    return str(link)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


def test_agencies_are_told_of_a_signed_report_once_with_a_link_and_no_data(
    running: Running, signed: dict[str, Signing]
) -> None:
    told = [
        f"/api/v2/dags/notices/dagRuns/{running.passed_on(one.run, 'notify', 'trigger_run_id')}"
        for one in (signed["2018-11"], signed["2018-10"])
    ]
    assert [running.end_of(run) for run in told] == ["success", "success"]
    mails = running.post.about(PUBLISHED)

    assert sorted(str(mail["To"]) for mail in mails) == WITH_REPORT
    freeze_id = signed["2018-11"].freeze_id
    for mail in mails:
        assert mail["From"] == "cjit@example.org"
        assert _link(mail) == f"{SITE}/cjit/reports/{freeze_id}"
        assert running.signed_in("provider").get(_link(mail).removeprefix(SITE)).is_success
        words = re.sub(r"<[^>]*>|https://\S*", " ", _text(mail))
        assert words.split() == ["The", "report", "of", "November", "2018", "is", "published."]

    again = running.begin("notices", now="2018-12-22T07:00:00+00:00")
    assert running.end_of(again) == "success"
    assert running.passed_on(again, "send") == 0
    assert running.post.about(PUBLISHED) == mails


def test_who_has_sent_nothing_is_reminded_once(running: Running) -> None:
    # The files of these two nights came on the 20th.
    runs = [running.begin("notices", now="2018-12-12T07:00:00+00:00") for _ in range(2)]
    assert [running.end_of(run) for run in runs] == ["success", "success"]
    mails = running.post.about(DUE)

    assert sorted(str(mail["To"]) for mail in mails) == WITH_REPORT
    assert {_link(mail) for mail in mails} == {
        f"{SITE}/cjit/agencies/{code}" for code in ("A0001", "A0002", "A0003", "G0001")
    }
    own = next(_link(mail) for mail in mails if mail["To"] == "a0001@example.org")
    assert running.signed_in("provider").get(own.removeprefix(SITE)).is_success

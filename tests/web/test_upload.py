"""Check and send through pages: the night's word beforehand, and nobody else's file, folder or findings."""

import csv
import io
import logging
import time
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from lxml import html

from cjit.intake import uploads as store
from cjit.web import checking, receiving
from nights.files import extract, row, rows
from nights.house import House
from page_checks import words

from .people import OURS, app_for, headers_of

Client = Callable[[str], TestClient]
SOME = [row(1), row(2, SEX=""), row(3, ROUTE="9", SINITIAL="Q"), row(4, CONSENT="N"), row(5, CLIENT="=1+1")]


@pytest.fixture
def client(house: House) -> Client:
    app = app_for(house)

    def of(who: str) -> TestClient:
        return TestClient(app, headers=headers_of(who) | {"Origin": OURS}, follow_redirects=False)

    return of


def uploaded(client: TestClient, data: bytes, agency: str = "A0001", name: str = "nov.csv") -> str:
    """The address of an upload that is checked."""
    answer = client.post(f"/upload/{agency}", files={"file": (name, data, "text/csv")})
    assert answer.status_code == 303
    where = answer.headers["location"]
    until = time.monotonic() + 60
    while "Refresh" in client.get(where).headers and time.monotonic() < until:
        time.sleep(0.02)
    return where


def page_of(client: TestClient, where: str, **params: str) -> html.HtmlElement:
    answer = client.get(where, params=params or None)
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def figures(page: html.HtmlElement) -> list[str]:
    return [words(each) for each in page.xpath("//dd[@class='cjit-headline__number']")]


def test_the_page_says_what_the_night_says_then_sends_the_very_bytes(house: House, client: Client) -> None:
    data = extract(*SOME)
    where = uploaded(client("provider"), data)
    page = page_of(client("provider"), where)
    assert words(page.find(".//h1")) == "What would be found in this file"
    beforehand = [words(section) for section in page.xpath("//section")]
    table = csv.reader(io.StringIO(client("provider").get(f"{where}/findings.csv").text))
    assert house.inbox() == []
    sent = client("provider").post(f"{where}/send")
    assert (sent.status_code, sent.headers["location"]) == (303, "/upload?agency=A0001&sent=yes")
    assert "The file is in the drop folder of A0001" in client("provider").get(sent.headers["location"]).text
    (path,) = (house.settings.inbox_dir / "A0001").iterdir()
    assert path.read_bytes() == data
    assert list(house.settings.uploads_dir.iterdir()) == []

    house.night(22)
    (it,) = house.ask("select * from out.submission")
    night = f"/submissions/{it['submission_id']}"
    after = page_of(client("provider"), night)
    assert figures(page) == figures(after)[:-1]
    # What is sent can be explained, too.
    explain = "Explain W17 ROUTE instead of mending, where they are right as they are"
    assert beforehand == [words(section).removesuffix(explain) for section in after.xpath("//section")]
    told = csv.reader(io.StringIO(client("provider").get(f"{night}/findings.csv").text))
    assert list(table) == [line[:-1] for line in told]
    assert client("provider").get(where).status_code == 404
    assert client("provider").post(f"{where}/send").status_code == 404


def test_findings_are_filtered_and_paged_as_those_of_a_submission(client: Client) -> None:
    data = extract(*rows(250, ROUTE="9"), row(251, SEX=""))
    where = uploaded(client("provider"), data) + "/findings"
    first = page_of(client("provider"), where, rule="W17")
    assert "1 to 100 of 250 findings" in words(first)
    assert [words(cell) for cell in first.xpath("//tbody/tr/th")] == [str(n) for n in range(1, 101)]
    following = first.xpath("//a[@rel='next']/@href")[0]
    assert "101 to 200 of 250 findings" in words(page_of(client("provider"), following))
    assert "1 to 1 of 1 findings" in words(page_of(client("provider"), where, severity="error"))
    book = client("provider").get(f"{where}.xlsx", params={"severity": "error"})
    assert book.content.startswith(b"PK")
    assert client("provider").get(f"{where}.exe").status_code == 404


def test_the_same_file_again_is_told_beforehand_and_not_sent(house: House, client: Client) -> None:
    first, _ = rows(2), house.send(extract(*rows(2)))
    where = uploaded(client("provider"), extract(*first))
    page = client("provider").get(where)
    assert "This file would not be accepted" in page.text
    assert "(F09). It is what was accepted last" in page.text
    assert "Send it" not in page.text
    refused = client("provider").post(f"{where}/send")
    assert refused.status_code == 409
    assert f'href="{where}"' in refused.text
    table = list(csv.DictReader(io.StringIO(client("provider").get(f"{where}/findings.csv").text)))
    assert [line["rule"] for line in table] == ["F09"]
    where = uploaded(client("provider"), extract(*reversed(first)))
    assert "N03" in client("provider").get(where).text
    assert client("provider").post(f"{where}/send").status_code == 303


@pytest.mark.parametrize(
    ("data", "rule"), [(b"", "F01"), (b"a,b\n1,2\n", "F04"), (extract(row(1, AGNCY="A0002")), "F07")]
)
def test_a_fatal_file_is_not_sent(house: House, client: Client, data: bytes, rule: str) -> None:
    where = uploaded(client("provider"), data)
    page = client("provider").get(where)
    assert f"({rule})" in page.text
    assert "What cannot be known beforehand" not in page.text, "it is compared with nothing"
    assert "Send it" not in page.text
    facts = html.document_fromstring(page.text).xpath("//dl[contains(@class, 'cjit-facts')]//dd")
    assert all(words(fact) for fact in facts), "what is not known of it is left out"
    assert client("provider").post(f"{where}/send").status_code == 409
    assert house.inbox() == []


def test_what_is_another_agencys_or_persons_is_not_there(house: House, client: Client) -> None:
    where = uploaded(client("provider"), extract(row(1)))
    for path in (where, f"{where}/findings", f"{where}/findings.csv"):
        assert client("neighbour").get(path).status_code == 404
        assert client("north").get(path).status_code == 403
    for path in (f"{where}/send", f"{where}/forget"):
        assert client("neighbour").post(path).status_code == 404
    for agency in ("A0002", "S0001", "DMI", "_secure", "..", "A0001%2F..%2FA0002"):
        answer = client("provider").post(f"/upload/{agency}", files={"file": ("f.csv", b"x")})
        assert answer.status_code in {404, 405}, agency
        assert client("provider").get("/upload", params={"agency": agency}).status_code == 404
    assert house.inbox() == []
    assert client("provider").post(f"{where}/send").status_code == 303


def test_another_site_cannot_upload_or_send(house: House, client: Client) -> None:
    where = uploaded(client("provider"), extract(row(1)))
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        stranger = client("provider")
        stranger.headers.update(headers)
        assert stranger.post("/upload/A0001", files={"file": ("f.csv", b"x")}).status_code == 403
        assert stranger.post(f"{where}/send").status_code == 403
    assert house.inbox() == []
    assert len(list(house.settings.uploads_dir.iterdir())) == 1


def test_what_is_no_form_or_holds_no_file_is_refused_and_leaves_nothing(house: House, client: Client) -> None:
    for answer in (
        client("provider").post("/upload/A0001", files={"file": ("", b"")}),
        client("provider").post("/upload/A0001", files={"other": (None, b"x")}),
    ):
        assert answer.status_code == 400
        assert "Choose a CSV file" in answer.text
    for kind, body in (
        ("text/plain", b"x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"x"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx',
        ),
    ):
        answer = client("provider").post("/upload/A0001", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 400, (kind, body)
    assert not any(house.settings.uploads_dir.iterdir())


@pytest.mark.parametrize("beyond", [1, 100_000])
def test_more_than_the_limit_is_never_kept(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch, beyond: int
) -> None:
    monkeypatch.setattr(store, "MAX_BYTES", 10_000)
    monkeypatch.setattr(receiving, "_READ_ON", 40_000)
    answer = client("provider").post("/upload/A0001", files={"file": ("f.csv", b"x" * (10_000 + beyond))})
    assert answer.status_code == 400
    assert "must be 50 MB or smaller" in answer.text
    assert not any(house.settings.uploads_dir.iterdir())


@pytest.mark.parametrize(
    "name",
    ['"><script>alert(1)</script>.csv', "a\r\nX-Bad: 1.csv", "../../etc/passwd", "é\u202e.csv", "'; --"],
)
def test_a_files_name_is_text(house: House, client: Client, name: str) -> None:
    where = uploaded(client("provider"), extract(row(1)), name=name)
    answer = client("provider").get(where)
    assert "<script" not in answer.text
    assert "X-Bad" not in answer.headers
    assert client("provider").post(f"{where}/send").status_code == 303
    (path,) = (house.settings.inbox_dir / "A0001").iterdir()
    assert path.name.endswith(".csv")
    assert "<" not in path.name


def test_a_check_that_fails_says_nothing_of_the_file(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("client ref-1, born 14/03/1985")

    monkeypatch.setattr(checking, "dry_run_of", broken)
    with caplog.at_level(logging.DEBUG):
        where = uploaded(client("provider"), extract(row(1)))
        answer = client("provider").get(where)
    assert answer.status_code == 500
    assert "The file could not be checked" in answer.text
    assert client("provider").post(f"{where}/send").status_code == 409
    assert not any(told in answer.text + caplog.text for told in ("ref-1", "14/03/1985", "nov.csv"))


def test_forgetting_leaves_nothing_and_the_log_names_nobody(house: House, client: Client) -> None:
    where = uploaded(client("provider"), extract(*SOME))
    assert client("provider").post(f"{where}/forget").status_code == 303
    assert not any(house.settings.uploads_dir.iterdir())
    assert client("provider").get(where).status_code == 404
    lines = house.ask("select who, did, subject from dq.access_log")
    assert {line["did"] for line in lines} == {"upload file", "read dry run"}
    assert {line["who"] for line in lines} == {"provider"}
    assert {line["subject"][:6] for line in lines} == {"A0001-"}

"""Consent withdrawn: of whom it concerns nothing is left but in the archive of raw bytes (submission.md)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from zipfile import ZipFile

import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg import sql

from cjit.errors import Transient
from cjit.matching.match import link_and_match
from cjit.warehouse import erasure
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.decisions import Decision, decide_mismatch, release_file
from cjit.warehouse.feedback import publish
from nights.files import extract, row
from nights.fixtures import first_house
from nights.house import SECRET, House, at, house_like
from nights.snapshot import differences, files_of, snapshot
from oracle.random_rows import Cells

GONE = {
    **{"CLIENT": "zq-reference", "CLIENTID": "zq-client", "EPISODID": "zq-episode", "DOB": "17/05/1971"},
    **{"REFSTID": "zq-referral", "SUBMID": "zq-review", "CMSID": "zq-case", "SINITIAL": "Z"},
}
BORN = ("1971-05-17", "17/05/1971", "19710517")


def gone(**cells: str) -> Cells:
    """A row of the client who will withdraw; every text of theirs begins with zq."""
    return row(1, **GONE | cells)


def other(number: int, **cells: str) -> Cells:
    return row(number, SINITIAL="ABCDEFGH"[number], **cells)


REFUSAL = row(9, CLIENTID="zq-client", CONSENT="N")


def _told(house: House) -> str:
    """All text of all tables, of Parquet and of what was written for agencies."""
    told = []
    with psycopg.connect(house.warehouse.url) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, name in tables:
            query = sql.SQL("select to_jsonb(t)::text from {} as t").format(sql.Identifier(schema, name))
            told += [text for (text,) in connection.execute(query).fetchall()]
    raw = house.settings.archive_dir / "raw"
    for path in house.settings.data_dir.rglob("*"):
        if path.is_file() and raw not in path.parents:
            told.append(str(path))
            told.append(_text(path))
    return "\n".join(told)


def _text(path: Path) -> str:
    if path.suffix == ".xlsx":
        with ZipFile(path) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if path.suffix != ".parquet":
        return path.read_bytes().decode("utf-8", "replace")
    values = json.dumps(pq.read_table(path).to_pylist(), default=str)
    return values + path.read_bytes().decode("latin-1")


def traces(house: House) -> set[str]:
    """What is still told of the client."""
    told = _told(house)
    return {text for text in [*GONE.values(), *BORN, "zq"] if text in told and text != "Z"}


def _live_through(house: House) -> None:
    """The client loaded, changed, in error, missing, decided about, in a held file; and others beside."""
    before = {"ASSESSDT": "01/11/2018", "CASESTDT": "01/11/2018", "CLOSEDT": "02/11/2018", "CLSRSN": "201"}
    never_loaded = gone(EPISODID="zq-error", EVNTDT="", DRUG1="?", **before)
    house.send(extract(gone(ETHNIC="?"), other(1), never_loaded), day=20)
    house.send(
        extract(gone(CLOSEDT="10/12/2018", CLSRSN="201", ETHNIC="?"), other(1, ETHNIC="?")), day=20 + 1
    )
    house.send(extract(gone(ASSESSDT="04/11/2018", NATION="zq"), other(1)), day=22)
    house.send(extract(other(1), other(2)), day=23)
    house.send(extract(gone(CONSENT="zq"), other(1), other(2)), day=24)


@pytest.fixture(scope="module")
def life(server_url: str, prepared: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with first_house(server_url, prepared, tmp_path_factory.mktemp("life")) as house:
        _live_through(house)
        yield house


@pytest.fixture
def lived(server_url: str, life: House, tmp_path: Path) -> Iterator[House]:
    """A house in which all of that has been."""
    with house_like(server_url, life, tmp_path / "data") as house:
        yield house


def erase(house: House, day: int = 25) -> None:
    house.send(extract(REFUSAL, other(1), other(2)), day=day)


def test_the_search_finds_what_is_there(lived: House) -> None:
    assert traces(lived) >= {
        "zq-reference",
        "zq-client",
        "zq-episode",
        "zq-referral",
        "zq-review",
        "1971-05-17",
    }


def test_nothing_is_left(lived: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        erase(lived)
    assert traces(lived) == set()
    assert "zq" not in caplog.text
    assert "1971" not in caplog.text


def test_others_keep_all_that_they_had(lived: House) -> None:
    versions = "select * from core.episode where client_id <> 'zq-client' order by episode_id, current_from"
    before = lived.ask(versions)
    mismatches = lived.ask("select * from out.mismatch where episode_id not like 'zq%%'")
    erase(lived)
    assert lived.ask(versions) == before
    assert lived.ask("select * from out.mismatch") == mismatches
    assert lived.column("select value from out.finding where client_ref = 'ref-1'") == ["?"]


def test_earlier_findings_keep_submission_row_rule_and_item(lived: House) -> None:
    kept = "select submission_id, row_no, rule, item from out.finding order by 1, 2, 3, 4"
    before = lived.ask(kept)
    erase(lived)
    assert lived.ask(kept) == before
    told = lived.ask("select rule, client_ref, episode_id, value from out.finding order by row_no, rule")
    with_words = [line["rule"] for line in told if line["client_ref"] or line["episode_id"] or line["value"]]
    assert with_words == ["W01"], "the other client's alone; E08 tells nothing any more either"
    assert {"E10", "E08", "W01", "W02"} <= {line["rule"] for line in told}


def test_a_tombstone_without_identifiers_remains(lived: House) -> None:
    erase(lived)
    (tombstone,) = lived.ask("select * from dq.erasure")
    numbers = ("client_no", "episodes", "versions")
    assert [tombstone[name] for name in numbers] == [1, 1, 3]
    theirs = lived.column("select count(*) from dq.finding where row_no is not null and client_ref is null")
    assert tombstone["findings"] == theirs[0]
    assert set(tombstone) == {*numbers, "submission_id", "findings", "written_at"}


def test_no_m1_is_raised_and_none_is_left(lived: House) -> None:
    assert lived.column("select count(*) from out.mismatch where episode_id like 'zq%%'") != [0]
    erase(lived)
    assert lived.column("select count(*) from out.mismatch where episode_id like 'zq%%'") == [0]
    assert lived.column("select count(*) from out.mismatch where kind = 'M1' and state = 'open'") == [0]


def test_parquet_of_earlier_files_keeps_the_rows_of_others(lived: House) -> None:
    erase(lived)
    rows = []
    for path in sorted((lived.settings.archive_dir / "staged").rglob("rows.parquet")):
        rows.append(pq.read_table(path, partitioning=None)["episode_id"].to_pylist())
    assert sorted(rows) == [["E1"], ["E1"], ["E1"], ["E1", "E2"], ["E1", "E2"], ["E1", "E2"]]


def test_what_was_decided_about_the_client_goes_too(house: House) -> None:
    house.send(extract(gone(), other(1)), day=20)
    house.send(extract(other(1)), day=21)
    decision = Decision.of("R. Viewer", at(21), "zq-episode was keyed twice")
    decide_mismatch(house.warehouse, ("A0001", "zq-episode", "M1"), "delete", decision)
    link_and_match(house.warehouse)
    house.send(extract(other(1, ETHNIC="?"), REFUSAL), day=22)
    assert traces(house) == set()


def test_the_client_of_another_agency_is_another_client(house: House) -> None:
    house.send(extract(gone()), day=20)
    house.send(extract(REFUSAL | {"AGNCY": "A0002"}), agency="A0002", day=21)
    assert house.column("select episode_id from out.episode") == ["zq-episode"]


def test_a_fatal_or_held_file_erases_nothing_and_a_released_one_does(house: House) -> None:
    house.send(extract(gone(ETHNIC="?"), *(row(n, FINITIAL="ABCDEFGHIJKLM"[n]) for n in range(12))), day=20)
    house.send(extract(REFUSAL).replace(b"TRFTO", b"TRFXX"), day=21)
    (held,) = house.send(extract(REFUSAL, other(1)), day=22)
    assert held["status"] == "held"
    assert "zq-episode" in traces(house)
    decision = Decision.of("R. Viewer", at(22), "they moved")
    release_file(house.settings, house.warehouse, held["submission_id"], decision, lambda: SECRET)
    link_and_match(house.warehouse)
    publish(house.settings, house.warehouse)
    assert traces(house) == set()


def test_a_held_file_that_was_superseded_is_cleaned_too(house: House) -> None:
    many = [row(n, FINITIAL="ABCDEFGHIJKLM"[n]) for n in range(12)]
    house.send(extract(gone(), *many), day=20)
    (held,) = house.send(extract(gone(ETHNIC="?")), day=21)
    assert held["status"] == "held"
    house.send(extract(REFUSAL, *many), day=22)
    assert traces(house) == set()
    assert house.column("select rule from out.finding where submission_id = %s", held["submission_id"]) == [
        *("W01", "W34")
    ]


@pytest.mark.parametrize(
    "wrong", [{"CLIENTID": ""}, {"CLIENTID": "mistyped", "DRUG1": "?"}], ids=["blank", "mistyped"]
)
def test_a_page_that_lists_what_was_stored_is_written_again(house: House, wrong: Cells) -> None:
    """The row in error is nobody's that is known; what it holds back is told of as it was loaded."""
    referred = {"REFSTDT": "10/11/2018", "REFSTAG": "S0001"}
    house.send(extract(gone(**referred), other(1)), day=20)
    (second,) = house.send(extract(gone(**referred, **wrong, CLIENT="ref-of-theirs"), other(1)), day=21)
    page = house.settings.out_dir / "providers/A0001" / second["submission_id"] / "findings.xlsx"
    assert "zq-reference" in _text(page)
    erase(house, day=22)
    assert "zq-reference" not in _told(house)


def test_an_id_that_another_client_has_by_now_keeps_what_is_that_ones(house: House) -> None:
    house.send(extract(gone(), other(1)), day=20)
    house.send(extract(other(2, EPISODID="zq-episode"), other(1)), day=21)
    assert house.column("select kind from out.mismatch") == ["M2"]
    house.send(extract(REFUSAL, other(2, EPISODID="zq-episode"), other(1)), day=22)
    found = house.ask("select episode_id, client_id from core.episode order by 1")
    assert [tuple(line.values()) for line in found] == [("E1", "C1"), ("zq-episode", "C2")]
    assert house.column("select kind from out.mismatch") == []


@pytest.mark.parametrize("answer", ["keep", "delete"])
def test_what_was_missing_of_the_client_goes_also_where_another_has_the_id_by_now(
    house: House, answer: Literal["keep", "delete"]
) -> None:
    """What is missing of the other one, before or after, is that one's."""
    theirs, decision = other(2, EPISODID="zq-episode"), Decision.of("R. Viewer", at(21), "zq-client moved")
    house.send(extract(gone(), other(1)), day=20)
    house.send(extract(other(1)), day=21)
    decide_mismatch(house.warehouse, ("A0001", "zq-episode", "M1"), answer, decision)
    house.send(extract(theirs, other(1)), day=22)
    (missed,) = house.send(extract(other(1)), day=23)
    house.send(extract(theirs, other(1, ETHNIC="?")), day=24)
    house.send(extract(REFUSAL, theirs, other(1)), day=25)
    assert traces(house) == {"zq", "zq-episode"}
    assert house.ask("select kind, state, found_in from out.mismatch") == [
        {"kind": "M1", "state": "resolved", "found_in": missed["submission_id"]}
    ]


def test_who_consents_again_is_loaded_as_new(lived: House) -> None:
    erase(lived)
    lived.send(extract(gone(), other(1), other(2)), day=26)
    assert "zq-episode" in lived.column("select episode_id from out.episode")
    assert lived.column("select count(*) from out.mismatch where episode_id like 'zq%%'") == [0]


def test_without_parquet_no_finding_of_the_file_tells_about_anybody(lived: House) -> None:
    """Whose they are can be told no more."""
    for path in (lived.settings.archive_dir / "staged").rglob("*20181221*/rows.parquet"):
        path.unlink()
    erase(lived)
    assert traces(lived) == set()
    assert lived.column("select value from out.finding where value is not null") == []


def test_a_refusal_of_somebody_unknown_reads_no_file_again(
    lived: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase(lived)
    monkeypatch.setattr(erasure.parquet, "rows_of_clients", None)
    erase(lived, day=26)
    lived.send(extract(REFUSAL | {"CLIENTID": "x"}, REFUSAL, other(1), other(2)), day=27)
    assert lived.column("select count(*) from dq.erasure") == [1]


# Killed ---------------------------------------------------------------------------------------------------


def _cut(whole: Callable[..., Any], when: str, at_call: int = 1) -> Callable[..., Any]:
    calls = 0

    def call(*arguments: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at_call and when == "before":
            raise Transient("the cable was cut")
        answer = whole(*arguments, **more)
        if calls == at_call:
            raise Transient("the cable was cut")
        return answer

    return call


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", [1, 2])
def test_killed_while_files_are_rewritten_the_next_run_goes_on(
    lived: House, monkeypatch: pytest.MonkeyPatch, when: str, call: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(erasure.parquet, "leave_out", _cut(erasure.parquet.leave_out, when, call))
        with pytest.raises(Transient):
            erase(lived)
    assert "zq-episode" in traces(lived)
    lived.night(day=26)
    assert traces(lived) == set()
    assert lived.column("select count(*) from dq.pending_erasure") == [0]
    before = snapshot(lived.warehouse), files_of(lived.settings)
    lived.night(day=27)
    assert differences(before[0], snapshot(lived.warehouse)) == []
    assert files_of(lived.settings) == before[1]


def test_a_load_that_fails_erases_nothing(lived: House, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Session.run

    def cut(self: Session, name: str, *given: Any, **more: Any) -> int:
        answer = run(self, name, *given, **more)
        if name == "erase/erase":
            raise Transient("the cable was cut")
        return answer

    before = snapshot(lived.warehouse, without=["submission_id"])
    with monkeypatch.context() as patch:
        patch.setattr(Session, "run", cut)
        with pytest.raises(Transient):
            erase(lived)
    after = snapshot(lived.warehouse, without=["submission_id"])
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"dq.submission", "dq.collected"}
    lived.night(day=25)
    assert traces(lived) == set()

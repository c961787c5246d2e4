"""Held files: when, what is told and what is loaded, release and refusal (rules.md, submission.md)."""

from pathlib import Path
from typing import Any

import pytest

from cjit.errors import Permanent, Transient
from cjit.matching.match import link_and_match
from cjit.quality.check import check_rows
from cjit.quality.typed import Source
from cjit.warehouse import decisions, release
from cjit.warehouse.connection import Session
from cjit.warehouse.decisions import Decision, refuse_file, release_file
from cjit.warehouse.feedback import publish
from nights.files import REGISTER, extract, row, rows, treatment
from nights.house import SECRET, House, at
from nights.snapshot import differences, files_of, snapshot
from oracle.random_rows import Cells

CLOSED = {"CLOSEDT": "01/12/2018", "CLSRSN": "201"}
NOBODY_ELSE = [chr(ord("A") + number % 26) for number in range(60)]


def people(*numbers: int, **cells: str) -> list[Cells]:
    """Rows of different people: none is another's new key."""
    return [row(n, FINITIAL=NOBODY_ELSE[n], **cells) for n in numbers]


def send(house: House, *some: list[Cells], day: int) -> dict[str, Any]:
    """One file of A0001, of all these rows."""
    (told,) = house.send(extract(*(cells for part in some for cells in part)), day=day)
    return told


def held(house: House, day: int = 21) -> str:
    """12 open episodes, of which a file brings the first, another CASESTDT, an error and a new one."""
    send(house, people(*range(12)), day=day - 1)
    told = send(house, people(0, ACCMNEED="1", ETHNIC="?"), people(1, SEX="Q"), people(20), day=day)
    assert told["status"] == "held"
    return str(told["submission_id"])


def let_go(house: House, submission_id: str, day: int = 22) -> None:
    """Somebody releases it in the morning of that day; what follows, as the command line has it done."""
    decision = Decision.of("R. Viewer", at(day, hour=9), "the agency moved")
    release_file(house.settings, house.warehouse, submission_id, decision, lambda: SECRET)
    link_and_match(house.warehouse)
    publish(house.settings, house.warehouse)


def parquet(house: House, root: str = "staged") -> list[str]:
    found = (house.settings.archive_dir / root).rglob("*.parquet")
    return sorted(path.parent.name.partition("=")[2] for path in found)


def page(house: House, submission_id: str) -> str:
    path: Path = house.settings.out_dir / "providers/A0001" / submission_id / "summary.html"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "kept", "status"),
    [(19, 9, "held"), (20, 10, "accepted"), (10, 0, "held"), (9, 0, "accepted"), (21, 11, "accepted")],
)
def test_at_least_ten_and_more_than_half(house: House, before: int, kept: int, status: str) -> None:
    send(house, people(*range(before)), day=20)
    told = send(house, people(*range(kept)), people(50), day=21)
    assert told["status"] == status
    numbers = house.ask("select open_episodes, disappearing from out.held_file")
    expected = [{"open_episodes": before, "disappearing": before - kept}]
    assert numbers == (expected if status == "held" else [])


def test_closed_episodes_do_not_count(house: House) -> None:
    send(house, people(*range(9)), people(*range(9, 30), **CLOSED), day=20)
    assert send(house, people(50), day=21)["status"] == "accepted"


def test_what_is_missing_already_does_not_count(house: House) -> None:
    """Neither among those that disappear nor among the open ones."""
    send(house, people(*range(30)), day=20)
    send(house, people(*range(20)), day=21)
    assert send(house, people(*range(10)), day=22)["status"] == "accepted"
    assert send(house, people(50), day=23)["status"] == "held"
    assert house.ask("select open_episodes, disappearing from out.held_file") == [
        {"open_episodes": 10, "disappearing": 10}
    ]


def test_what_is_held_back_or_keyed_again_or_withdrawn_does_not_disappear(house: House) -> None:
    send(house, people(*range(12)), day=20)
    keyed = [cells | {"EPISODID": f"N{n}"} for n, cells in enumerate(people(0, 1))]
    in_error, unreadable, refusing = people(2, SEX="Q"), people(3, CONSENT="?"), people(4, CONSENT="N")
    told = send(house, keyed, in_error, unreadable, refusing, day=21)
    assert told["status"] == "accepted", "seven of twelve are gone"
    assert house.column("select count(*) from out.mismatch where kind = 'M1'") == [7]


def test_a_held_file_is_reported_and_changes_nothing(house: House) -> None:
    send(house, people(*range(13)), day=20)
    before = {n: told for n, told in snapshot(house.warehouse).items() if n.startswith("core.")}
    told = send(
        house, people(0, ACCMNEED="1", ETHNIC="?"), people(1, SEX="Q"), people(2, CONSENT="N"), day=21
    )
    counts = (
        "status",
        "rows_submitted",
        "rows_withheld",
        "rows_in_error",
        "rows_loaded",
        "load_pct",
        "dq_pct",
    )
    assert [told[name] for name in counts] == ["held", 2, 1, 1, 1, 50, 0]
    assert sorted(
        house.column("select rule from out.finding where submission_id = %s", told["submission_id"])
    ) == ["E04", "W01"]
    after = {n: rows for n, rows in snapshot(house.warehouse).items() if n.startswith("core.")}
    assert differences(before, after) == []
    assert house.column("select count(*) from out.mismatch") == [0]
    assert told["submission_id"] not in parquet(house)
    assert "Your file was checked but not loaded." in page(house, told["submission_id"])


def test_f09_looks_past_a_held_file(house: House) -> None:
    send(house, people(*range(12)), day=20)
    assert send(house, people(0), day=21)["status"] == "held"
    assert send(house, people(0), day=22)["status"] == "held", (
        "the same bytes are no repeat of an accepted file"
    )
    assert send(house, people(*range(12)), day=23)["fatal_rule"] == "F09"
    states = house.column("select state from out.held_file order by received_at")
    assert states == ["superseded", "waiting"], "and a fatal file supersedes nothing"


def test_two_files_of_one_night_the_later_one_supersedes(house: House) -> None:
    send(house, people(*range(12)), day=20)
    first, second = house.send(extract(*people(0)), extract(*people(*range(11))), day=21)
    assert (first["status"], second["status"]) == ("held", "accepted")
    assert house.ask("select state, superseded_by from out.held_file") == [
        {"state": "superseded", "superseded_by": second["submission_id"]}
    ]


def test_a_released_file_is_loaded_at_once(house: House) -> None:
    name = held(house)
    findings = house.ask("select * from out.finding where submission_id = %s order by row_no, rule", name)
    let_go(house, name)
    (told,) = house.ask("select * from out.submission where submission_id = %s", name)
    assert (told["status"], told["rows_loaded"], told["open_mismatches"]) == ("accepted", 2, 10)
    assert house.column("select episode_id from out.episode where submission_id = %s order by 1", name) == [
        *("E0", "E20")
    ]
    assert house.column("select episode_id from core.held_back") == ["E1"]
    assert house.column("select distinct current_from from core.episode where submission_id = %s", name) == [
        at(22, hour=9)
    ]
    assert house.column("select count(*) from core.touched_person") == [0]
    again = house.ask("select * from out.finding where submission_id = %s order by row_no, rule", name)
    assert again == findings
    assert name in parquet(house)
    assert parquet(house, "held") == []
    assert "2 of 3 rows were loaded." in page(house, name)
    decided = house.ask("select state, decided_by, decided_at, why from out.held_file")
    assert [tuple(line.values()) for line in decided] == [
        ("released", "R. Viewer", at(22, hour=9), "the agency moved")
    ]


def test_the_next_file_is_compared_with_the_released_one(house: House) -> None:
    let_go(house, held(house))
    same = send(house, people(0, ACCMNEED="1", ETHNIC="?"), people(1, SEX="Q"), people(20), day=23)
    assert same["fatal_rule"] == "F09"
    send(house, people(0, 1, 20), day=24)
    assert house.column("select count(*) from out.mismatch where state = 'open'") == [10]
    spans = house.column("select current_to > current_from from core.episode where current_to is not null")
    assert spans == [True, True]


def test_a_file_cannot_be_released_when_a_later_one_was_accepted_or_held(house: House) -> None:
    first = held(house)
    second = str(send(house, people(0), day=22)["submission_id"])
    with pytest.raises(Permanent, match=f"superseded.*{second}"):
        let_go(house, first)
    third = send(house, people(*range(12), ACCMNEED="1"), day=23)
    assert third["status"] == "accepted"
    for name in (first, second):
        with pytest.raises(Permanent, match="superseded"):
            let_go(house, name, day=24)
        with pytest.raises(Permanent, match="superseded"):
            refuse_file(house.warehouse, name, Decision.of("R. Viewer", at(24), "no"))
    assert house.column("select count(*) from dq.file_decision") == [0]


def test_a_later_fatal_file_does_not_stand_in_the_way(house: House) -> None:
    name = held(house)
    house.send(b"", day=22)
    let_go(house, name, day=23)
    assert house.column("select state from out.held_file") == ["released"]


def test_a_refused_file_stays_held_and_may_be_released_after_all(house: House) -> None:
    name = held(house)
    decision = Decision.of("R. Viewer", at(22), "a mistake")
    refuse_file(house.warehouse, name, decision)
    assert house.column("select status from out.submission where submission_id = %s", name) == ["held"]
    assert house.ask("select state, why from out.held_file") == [{"state": "refused", "why": "a mistake"}]
    with pytest.raises(Permanent, match="refused already"):
        refuse_file(house.warehouse, name, decision)
    let_go(house, name, day=23)
    assert house.column("select state from out.held_file") == ["released"]
    assert house.column("select count(*) from dq.file_decision") == [2]


def test_only_a_held_file_can_be_released(house: House) -> None:
    told = send(house, people(1), day=20)
    (fatal,) = house.send(b"", day=21)
    for name, words in (
        (told["submission_id"], "it is accepted"),
        (fatal["submission_id"], "it is fatal"),
        ("nobody", "no submission"),
    ):
        with pytest.raises(Permanent, match=words):
            let_go(house, name)


def test_a_release_taken_twice_is_taken_once(house: House) -> None:
    name = held(house)
    let_go(house, name)
    before = snapshot(house.warehouse), files_of(house.settings)
    with pytest.raises(Permanent, match=r"R\. Viewer released it"):
        let_go(house, name, day=23)
    assert differences(before[0], snapshot(house.warehouse)) == []
    assert files_of(house.settings) == before[1]


STEPS = {
    "the record": ("run", "decide/add_file_decision"),
    "the verdict": ("run", "load/add_verdict"),
    "presence": ("run", "load/note_presence"),
    "mismatches": ("run", "load/note_missing"),
    "changes": ("run", "load/supersede"),
    "episodes": ("copy_in", "episode"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_release_that_fails_within_leaves_nothing_and_can_be_repeated(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    name = held(house)
    before = snapshot(house.warehouse), files_of(house.settings)
    kind, statement = STEPS[step]
    whole = getattr(Session, kind)

    def cut(self: Session, *arguments: Any, **more: Any) -> Any:
        answer = whole(self, *arguments, **more)
        if statement in arguments[:2]:
            raise Transient("the cable was cut")
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(Session, kind, cut)
        with pytest.raises(Transient, match="cable"):
            let_go(house, name)
    assert differences(before[0], snapshot(house.warehouse)) == []
    assert files_of(house.settings) == before[1]
    let_go(house, name)
    assert house.column("select state from out.held_file") == ["released"]


def test_what_a_killed_release_left_to_do_the_night_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = held(house)

    calls = iter((False, True))

    def settle(*_: object) -> None:
        if next(calls):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(decisions, "settle", settle)
        with pytest.raises(KeyboardInterrupt):
            let_go(house, name)
    assert parquet(house, "held") == [name]
    house.night(day=23)
    assert name in parquet(house)
    assert parquet(house, "held") == []
    assert house.column("select count(*) from core.touched_person") == [0]
    assert "2 of 3 rows were loaded." in page(house, name)


def test_a_file_that_would_be_judged_otherwise_now_is_not_released(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = held(house)
    before = snapshot(house.warehouse)
    house.run("update dq.verdict set rules_version = 'other' where submission_id = %s", name)
    with pytest.raises(Permanent, match="rules other"):
        let_go(house, name)
    house.run(
        "update dq.verdict set rules_version = (select max(rules_version) from dq.verdict where"
        " verdict = 'accepted') where submission_id = %s",
        name,
    )
    with monkeypatch.context() as patch:
        patch.setattr(release, "check_rows", _one_row_less)
        with pytest.raises(Permanent, match="count other rows"):
            let_go(house, name)
    assert differences(before, snapshot(house.warehouse)) == []


def _one_row_less(sources: Any, *given: Any) -> Any:
    return check_rows([Source(one.rows.slice(1), one.received_on) for one in sources], *given)


def test_what_the_register_learns_before_a_release_changes_no_count(house: House, tmp_path: Path) -> None:
    """The findings are those of the night, so the count of rows with a warning is, too."""
    send(house, people(*range(24)), day=15)
    told = send(house, people(*range(4), REFSTID="R1", REFSTDT="10/11/2018", REFSTAG="S0009"), day=16)
    register = tmp_path / "learned.csv"
    register.write_text(REGISTER.read_text() + "S0009,New,A04B,structured,2015-04-01,,x@example.org\n")
    house.settings = house.settings.model_copy(update={"agencies": register})
    let_go(house, told["submission_id"], day=17)
    assert house.column("select dq_pct from out.submission where status = 'accepted' order by 1") == [0, 100]


def test_rows_come_back_from_the_archive_and_without_it_nothing_is_loaded(house: House) -> None:
    name = held(house)
    (sha256,) = house.column("select sha256 from out.submission where submission_id = %s", name)
    (house.settings.archive_dir / "raw" / sha256[:2] / sha256[2:4] / sha256).unlink()
    with pytest.raises(Permanent, match="does not hold"):
        let_go(house, name)


def test_other_feeds_are_never_held(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(*range(20)))
    house.night(20)
    house.drop("_structured", "a.csv", treatment(1))
    assert house.night(21) == {"accepted": 1}


def test_released_and_unchanged_rows_are_no_versions(house: House) -> None:
    send(house, rows(1), people(*range(2, 14)), day=20)
    name = str(send(house, rows(1), day=21)["submission_id"])
    let_go(house, name)
    assert house.column("select count(*) from core.episode") == [13]

"""The agency's file of what was entered: made when something changed, alone, and never half."""

import os
from pathlib import Path

import pytest

from cjit.entry import send
from cjit.errors import Transient
from cjit.intake.inbox import ENTERED
from cjit.warehouse.connection import Params, Session
from nights.files import extract, row, rows
from nights.house import House

from .hands import Hands


def path_of(house: House) -> Path:
    return house.settings.inbox_dir / "A0001" / ENTERED


def entered(hands: Hands) -> tuple[str, str]:
    client = hands.add_client()
    return client, hands.add_episode(client)


def test_nothing_changed_is_no_new_file(house: House, hands: Hands) -> None:
    assert hands.made() == {}
    client, episode = entered(hands)
    assert hands.night(20) == {"accepted": 1}
    assert hands.made(21) == {"unchanged": 1}
    hands.change(episode)  # saved again as it was
    assert hands.night(21) == {}
    hands.change(client, ETHNIC="B")
    assert hands.night(22) == {"accepted": 1}
    assert house.column("select count(*) from out.episode") == [1]


def test_it_is_the_same_file_again_after_a_kill(
    house: House, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(hands)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(send.Path, "replace", killed)
        with pytest.raises(Killed):
            hands.made()
    assert house.receive(20) == []
    assert hands.made() == {"made": 1}
    first = path_of(house).read_bytes(), path_of(house).stat().st_mtime
    house.run("update entry.agency set sent_sha256 = null")  # killed before it was noted
    assert hands.made() == {"made": 1}
    assert (path_of(house).read_bytes(), path_of(house).stat().st_mtime) == first
    assert house.inbox() == [ENTERED]


def test_it_has_its_name_on_the_disk_before_it_is_noted(
    house: House, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(hands)
    path, fsync, run = path_of(house), os.fsync, Session.run
    synced: set[int] = set()
    noted: list[bool] = []

    def watched(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def notes(self: Session, name: str, params: Params | None = None, **names: str) -> int:
        if name == "entry/note_sent":
            noted.append(synced >= {place.stat().st_ino for place in (path, *list(path.parents)[:3])})
        return run(self, name, params, **names)

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(Session, "run", notes)
    assert hands.made() == {"made": 1}
    assert noted == [True]


def test_a_disk_that_fails_is_tried_again(
    house: House, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(hands)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Transient, match="No space left"):
        hands.made()
    assert house.column("select sent_sha256 from entry.agency") == [None]


def test_one_that_was_not_taken_yet_is_replaced_and_another_file_is_waited_for(
    house: House, hands: Hands
) -> None:
    _, episode = entered(hands)
    assert hands.made() == {"made": 1}
    hands.change(episode, DRUG1="5000")
    assert hands.made() == {"made": 1}
    assert b",5000," in path_of(house).read_bytes()
    path_of(house).unlink()
    hands.change(episode, DRUG1="1011")
    house.drop("A0001", "by hand.csv", extract(row(7, SINITIAL="Z")))
    assert hands.night(20) == {"accepted": 1}
    assert house.column("select episode_id from out.episode") == ["E7"]
    assert hands.night(21) == {"accepted": 1}
    assert house.column("select episode_id from out.episode order by 1") == ["CJIT-E2", "E7"]
    assert house.column("select kind from out.mismatch") == ["M1"]


def test_a_draft_is_in_no_file_and_what_was_sent_stays_in_it(house: House, hands: Hands) -> None:
    client = hands.add_client()
    draft = hands.add_episode(client, DRUG1="")
    assert hands.made() == {"empty": 1}
    assert ("error", "DRUG1 is blank: choose the main drug.") in hands.told(draft)
    hands.change(draft, DRUG1="1011")
    assert hands.night(20) == {"accepted": 1}
    hands.change(draft, DRUG1="")
    assert hands.night(21) == {"accepted": 1}
    assert house.column("select rows_in_error from out.submission order by received_at") == [0, 1]
    assert house.column("select drug1 from core.episode where current_to is null") == ["1011"]
    assert house.column("select count(*) from out.mismatch") == [0]


def test_two_drafts_that_overlap_do_not_go_in_together(house: House, hands: Hands) -> None:
    client = hands.add_client(SEX="")
    first, second = (
        hands.add_episode(client, ASSESSDT=day, CASESTDT="", EVNTDT="")
        for day in ("05/11/2018", "06/11/2018")
    )
    assert hands.made() == {"empty": 1}
    hands.change(client, SEX="M")
    assert house.column("select in_file_since is null from entry.episode order by episode_no") == [
        False,
        True,
    ]
    assert "error" in {severity for severity, _ in hands.told(second)}
    assert "error" not in {severity for severity, _ in hands.told(first)}


def test_an_episode_that_was_sent_and_is_deleted_is_a_mismatch(house: House, hands: Hands) -> None:
    client, episode = entered(hands)
    hands.add_episode(
        client, ASSESSDT="01/10/2018", CASESTDT="", EVNTDT="", CLOSEDT="01/10/2018", CLSRSN="102"
    )
    hands.night(20)
    hands.send(f"{episode}/remove", {})
    hands.night(21)
    assert house.column("select episode_id from out.mismatch where state = 'open'") == ["CJIT-E2"]


def test_agencies_have_files_of_their_own(house: House, hands: Hands) -> None:
    entered(hands)
    register = house.settings.agencies_file.read_text(encoding="utf-8")
    assert "A0002" in register
    other = Hands(house, "neighbour", "A0002")
    other.add_episode(other.add_client())
    assert hands.made() == {"made": 2}
    names = {path.parent.name: path.read_bytes() for path in house.settings.inbox_dir.glob("*/*.csv")}
    assert b"A0002" not in names["A0001"]
    assert b"A0001" not in names["A0002"]


def test_a_held_file_of_the_form_waits_for_the_region(house: House, hands: Hands) -> None:
    house.send(extract(*[each | {"SINITIAL": chr(65 + n)} for n, each in enumerate(rows(24))]))
    entered(hands)
    assert hands.night(22) == {"held": 1}
    assert hands.made(23) == {"unchanged": 1}

"""Files become submissions: archived first, then recorded, then out of the inbox, whatever comes between."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from cjit.errors import Transient
from cjit.intake import archive
from cjit.intake.inbox import Found
from cjit.intake.seal import Seal
from cjit.warehouse import arrivals
from nights.files import extract, row, stays
from nights.folders import as_folder
from nights.house import House, at
from nights.snapshot import files_of, snapshot

DATA = extract(row(1))


@pytest.fixture
def ready(house: House) -> House:
    """A house whose warehouse knows its register."""
    house.prepare()
    return house


def _recorded(house: House) -> list[tuple[str, str, str]]:
    return [
        (line["folder"], line["file_name"], line["sha256"])
        for line in house.ask("select * from dq.submission order by folder, arrival_no")
    ]


def test_bytes_are_archived_by_their_hash_and_the_file_leaves(ready: House) -> None:
    ready.drop("A0001", "a.csv", DATA)
    (batch,) = ready.receive()
    digest = hashlib.sha256(DATA).hexdigest()
    assert archive.fetch(ready.settings.archive_dir, digest, len(DATA), Seal.of(ready.settings)) == DATA
    assert _recorded(ready) == [("A0001", "a.csv", digest)]
    assert ready.column("select submission_id from dq.submission") == batch["submissions"]
    assert ready.inbox() == []


def test_the_archive_comes_before_the_record_and_the_record_before_the_removal(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ready.drop("A0001", "a.csv", DATA)
    seen: list[tuple[bool, int]] = []
    store, unlink = archive.store, Path.unlink

    def watched_store(*given: Any) -> str:
        seen.append((False, len(ready.column("select 1 from dq.submission"))))
        return store(*given)

    def watched_unlink(self: Path, missing_ok: bool = False) -> None:
        if self == path:
            kept = archive.path_of(ready.settings.archive_dir, hashlib.sha256(DATA).hexdigest()).is_file()
            seen.append((kept, len(ready.column("select 1 from dq.submission"))))
        unlink(self, missing_ok)

    monkeypatch.setattr(archive, "store", watched_store)
    monkeypatch.setattr(Path, "unlink", watched_unlink)
    ready.receive()
    assert seen == [(False, 0), (True, 1)]


def test_files_of_a_folder_are_numbered_in_their_order(ready: House) -> None:
    ready.drop("A0001", "late.csv", extract(row(1)), minute=9)
    ready.drop("A0001", "b.csv", extract(row(2)), minute=3)
    ready.drop("A0001", "a.csv", extract(row(3)), minute=3)
    (batch,) = ready.receive()
    recorded = ready.ask("select submission_id, file_name from dq.submission order by arrival_no")
    assert [line["file_name"] for line in recorded] == ["a.csv", "b.csv", "late.csv"]
    assert [line["submission_id"] for line in recorded] == batch["submissions"]


def test_received_twice_is_received_once(ready: House) -> None:
    ready.drop("A0001", "a.csv", DATA)
    ready.drop("_secure", "b.csv", stays(1))
    first = ready.receive()
    before = snapshot(ready.warehouse), files_of(ready.settings)
    assert ready.receive() == first  # still waiting for their verdicts
    assert (snapshot(ready.warehouse), files_of(ready.settings)) == before


def test_the_same_bytes_twice_are_two_submissions_and_one_archived_file(ready: House) -> None:
    for name in ("a.csv", "b.csv"):
        ready.drop("A0001", name, DATA)
    ready.drop("A0002", "a.csv", DATA)
    ready.receive()
    kept = as_folder(archive.path_of(ready.settings.archive_dir, hashlib.sha256(DATA).hexdigest()))
    written = kept.stat().st_ino
    ready.drop("A0001", "a.csv", DATA)
    ready.receive()
    assert kept.stat().st_ino == written, "what is archived is never written again"
    assert len(set(ready.column("select submission_id from dq.submission"))) == 4
    assert ready.column("select arrival_no from dq.submission where folder = 'A0001' order by 1") == [1, 2, 3]
    assert len(files_of(ready.settings)["archive"]) == 1


def test_killed_before_the_removal_it_is_only_taken_out_again(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.drop("A0001", "a.csv", DATA)
    ready.drop("A0001", "b.csv", extract(row(2)), minute=1)
    unlink = Path.unlink

    def killed(self: Path, missing_ok: bool = False) -> None:
        if self.name == "b.csv":
            raise KeyboardInterrupt
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        ready.receive()
    assert ready.inbox() == ["b.csv"]
    recorded = _recorded(ready)
    monkeypatch.setattr(Path, "unlink", unlink)
    (batch,) = ready.receive(day=21)
    assert _recorded(ready) == recorded
    assert len(batch["submissions"]) == 2
    assert ready.inbox() == []
    assert len(ready.column("select submission_id from dq.collected")) == 2


def test_the_same_file_sent_again_after_a_kill_is_an_arrival_of_its_own(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The killed night took the file out and could not say so: name, time and bytes are not proof enough."""
    ready.drop("A0001", "a.csv", DATA)
    with monkeypatch.context() as patch:
        patch.setattr(arrivals, "_take_out", _and_then_die(arrivals._take_out))
        with pytest.raises(KeyboardInterrupt):
            ready.receive()
    assert ready.inbox() == []
    assert ready.column("select submission_id from dq.collected") == []
    ready.receive()
    ready.drop("A0001", "a.csv", DATA)
    ready.receive(day=21)
    assert len(_recorded(ready)) == 2
    assert len(ready.column("select submission_id from dq.collected")) == 2


def _and_then_die(take_out: object) -> object:
    def die(found: object) -> bool:
        take_out(found)  # type: ignore[operator]
        raise KeyboardInterrupt

    return die


def test_a_file_that_changes_while_it_is_read_waits(ready: House, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ready.drop("A0001", "a.csv", DATA)
    store = archive.store

    def grows(*given: Any) -> str:
        digest = store(*given)
        with path.open("ab") as more:
            more.write(b"more\n")
        return digest

    monkeypatch.setattr(archive, "store", grows)
    assert ready.receive() == []
    monkeypatch.setattr(archive, "store", store)
    assert ready.inbox() == ["a.csv"]
    ready.receive()
    assert _recorded(ready) == [("A0001", "a.csv", hashlib.sha256(DATA + b"more\n").hexdigest())]


def test_a_file_that_vanishes_while_it_is_read_is_no_arrival(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ready.drop("A0001", "a.csv", DATA)
    ready.drop("A0002", "b.csv", DATA)
    store = archive.store

    def gone(*given: Any) -> str:
        path.unlink(missing_ok=True)
        return store(*given)

    monkeypatch.setattr(archive, "store", gone)
    ready.receive()
    assert [folder for folder, _, _ in _recorded(ready)] == ["A0002"]


def test_a_file_that_takes_its_place_before_the_removal_stays(
    ready: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.drop("A0001", "a.csv", DATA)
    take_out = arrivals._take_out

    def replaced(found: object) -> bool:
        ready.drop("A0001", "a.csv", extract(row(2)), minute=5)
        return take_out(found)  # type: ignore[arg-type]

    monkeypatch.setattr(arrivals, "_take_out", replaced)
    ready.receive()
    assert ready.inbox() == ["a.csv"]
    monkeypatch.setattr(arrivals, "_take_out", take_out)
    ready.receive()
    assert len(_recorded(ready)) == 2
    assert ready.inbox() == []


@pytest.mark.parametrize("renamed", [True, False], ids=["by another file", "in its place"])
@pytest.mark.parametrize("when", ["before it is read", "after it was read", "before the removal"])
def test_a_file_replaced_by_one_that_looks_the_same_is_an_arrival_of_its_own(
    ready: House, monkeypatch: pytest.MonkeyPatch, when: str, renamed: bool
) -> None:
    """Same name, size and modification time, other bytes: each version is judged whole, now or next time."""
    path = ready.drop("A0001", "a.csv", extract(row(1, ACCMNEED="1")))
    other = extract(row(1, ACCMNEED="2"))
    store, take_out = archive.store, arrivals._take_out

    def replace() -> None:
        if renamed:
            ready.drop("A0001", ".half", other).replace(path)
        else:
            ready.drop("A0001", "a.csv", other)

    def replacing_store(*given: Any) -> str:
        if when == "before it is read":
            replace()
        digest = store(*given)
        if when == "after it was read":
            replace()
        return digest

    def replacing_take_out(found: Found) -> bool:
        if when == "before the removal":
            replace()
        return take_out(found)

    with monkeypatch.context() as patch:
        patch.setattr(archive, "store", replacing_store)
        patch.setattr(arrivals, "_take_out", replacing_take_out)
        ready.receive()
    ready.receive(day=21)
    whole = {hashlib.sha256(data).hexdigest() for data in (extract(row(1, ACCMNEED="1")), other)}
    seen = [digest for _, _, digest in _recorded(ready)]
    assert set(seen) <= whole
    assert seen[-1] == hashlib.sha256(other).hexdigest()
    assert len(seen) == (2 if when == "before the removal" else 1)
    assert ready.inbox() == []


def test_a_lost_archive_is_ours_to_mend_and_loses_no_submission(ready: House) -> None:
    ready.drop("A0001", "a.csv", DATA)
    batches = ready.receive()
    kept = as_folder(archive.path_of(ready.settings.archive_dir, hashlib.sha256(DATA).hexdigest()))
    elsewhere = kept.rename(kept.with_suffix(".lost"))
    with pytest.raises(Transient) as raised:
        ready.load(batches)
    assert str(kept.parent) not in str(raised.value)
    elsewhere.rename(kept)
    assert ready.night(21) == {"accepted": 1}


def test_a_half_written_archive_file_of_a_killed_run_is_not_taken_for_whole(ready: House) -> None:
    """What is being written has another name until it is whole."""
    ready.drop("A0001", "a.csv", DATA)
    raw = ready.settings.archive_dir / "raw"
    raw.mkdir(parents=True)
    (raw / ".incoming-0").write_bytes(DATA[:10])
    assert ready.night() == {"accepted": 1}


def test_clock_and_ids_of_a_submission(ready: House) -> None:
    """The night's clock, not the machine's; the id says sender and night."""
    ready.drop("A0001", "a.csv", DATA)
    ready.receive()
    (line,) = ready.ask("select * from dq.submission")
    assert line["received_at"] == at(20)
    assert line["submission_id"].startswith("A0001-20181220T0200-")

"""One transaction per submission; a load done twice, side by side or in another order changes no more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from cjit.errors import Permanent, Transient
from cjit.settings import Settings
from cjit.warehouse.batch import load_batch
from cjit.warehouse.connection import Session, Warehouse
from nights.files import extract, row, rows, stays, treatment
from nights.house import SECRET, House
from nights.snapshot import differences, files_of, snapshot

FIRST = extract(row(1, REFSTID="R1", SUBMID="S1"), row(2), row(3))
SECOND = extract(row(1, REFSTID="R2", SUBMID="S1"), row(2, SEX="Q"), row(4, REFSTID="R1", SUBMID="S2"))

# Everything that loading SECOND writes, in its order.
WRITES = {
    "the verdict": ("run", "load/add_verdict"),
    "the findings": ("copy_in", "finding"),
    "presence": ("run", "load/note_presence"),
    "the end of versions": ("run", "load/supersede"),
    "episodes": ("copy_in", "episode"),
    "referrals": ("copy_in", "referral"),
    "reviews": ("copy_in", "review"),
    "the people to be linked": ("copy_in", "touched_person"),
}


def _failing(kind: str, name: str, when: str) -> Callable[..., Any]:
    whole = getattr(Session, kind)

    def call(self: Session, *arguments: Any, **more: Any) -> Any:
        hit = name in arguments[:2]
        if hit and when == "before":
            raise Transient("the cable was cut")
        answer = whole(self, *arguments, **more)
        if hit:
            raise Transient("the cable was cut")
        return answer

    return call


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("write", WRITES)
def test_a_load_that_fails_at_any_point_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, write: str, when: str
) -> None:
    house.send(FIRST)
    house.drop("A0001", "a.csv", SECOND)
    batches = house.receive(day=21)
    before = snapshot(house.warehouse)
    kind, name = WRITES[write]
    with monkeypatch.context() as patch:
        patch.setattr(Session, kind, _failing(kind, name, when))
        with pytest.raises(Transient, match="cable"):
            house.load(batches)
    assert differences(before, snapshot(house.warehouse)) == []
    assert house.load(batches) == {"accepted": 1}
    assert house.column("select episode_id from core.episode where current_to is null order by 1") == [
        *("E1", "E2", "E3", "E4")
    ]


def test_the_file_before_the_one_that_fails_stays_loaded(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for agency in ("A0001", "A0002"):
        house.drop(agency, "a.csv", extract(*rows(2, agency)))
    house.settings.workers = 1
    batches = house.receive()
    run = Session.run

    def fails_at_second(self: Session, name: str, params: Any = None, **more: str) -> int:
        if name == "load/add_verdict" and params["agency_code"] == "A0002":
            raise Transient("the cable was cut")
        return run(self, name, params, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "run", fails_at_second)
        with pytest.raises(Transient):
            house.load(batches)
    assert house.column("select agency_code from out.submission") == ["A0001"]
    assert house.load(batches) == {"accepted": 1}, "the first is not loaded again"
    assert house.column("select agency_code from out.submission order by 1") == ["A0001", "A0002"]


def test_loaded_twice_is_loaded_once(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1))
    house.drop("_secure", "a.csv", stays(1))
    house.drop("A0002", "a.csv", b"")
    for number, data in enumerate((FIRST, SECOND)):
        house.drop("A0001", f"{number}.csv", data, minute=number)
    batches = house.receive()
    assert house.load(batches) == {"accepted": 4, "fatal": 1}
    before = snapshot(house.warehouse), files_of(house.settings)
    assert house.load(batches) == {}
    assert (snapshot(house.warehouse), files_of(house.settings)) == before


def test_a_night_again_changes_nothing(house: House) -> None:
    house.send(FIRST, SECOND)
    before = snapshot(house.warehouse), files_of(house.settings)
    for day in (20, 21):
        house.prepared = False
        assert house.night(day=day) == {}
    assert differences(before[0], snapshot(house.warehouse)) == []
    assert files_of(house.settings) == before[1]


def test_two_runs_at_once_load_a_submission_once(house: House) -> None:
    house.send(FIRST)
    house.drop("A0001", "a.csv", SECOND)
    ((waiting,),) = [house.receive(day=21)]

    def load(_: int) -> dict[str, int]:
        return load_batch(house.settings, house.warehouse, waiting["submissions"], SECRET, verdict=False)

    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(load, range(4)))
    assert sorted(verdicts, key=len) == [{}, {}, {}, {"accepted": 1}]
    assert len(house.column("select 1 from core.episode where submission_id like '%%20181221%%'")) == 2


def test_a_last_accepted_file_that_changes_meanwhile_is_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was spared the checks as a repeat, and is none any more when it comes to be loaded."""
    house.send(FIRST)
    house.drop("A0001", "a.csv", FIRST.replace(b"\n", b"\r\n"))
    batches = house.receive(day=21)
    contents = Session.rows

    def then_another_came(self: Session, name: str, *arguments: Any) -> list[tuple[Any, ...]]:
        answer = contents(self, name, *arguments)
        return [(*line[:3], "another", None) for line in answer] if name == "load/last_accepted" else answer

    with monkeypatch.context() as patch:
        patch.setattr(Session, "rows", then_another_came)
        with pytest.raises(Transient, match="run again"):
            house.load(batches)
    assert house.load(batches) == {"fatal": 1}


@pytest.mark.parametrize("backwards", [False, True])
def test_order_among_agencies_and_size_of_batches_do_not_matter(
    house: House, warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory, backwards: bool
) -> None:
    other = House.of(Settings(data=tmp_path_factory.mktemp("other"), settle_seconds=0), warehouse)
    for one in (house, other):
        for night, files in ((20, (FIRST, SECOND)), (21, (SECOND, FIRST))):
            for number, data in enumerate(files):
                one.drop("A0001", f"{number}.csv", data, minute=number)
            one.drop("A0002", "a.csv", files[0].replace(b"A0001", b"A0002"), minute=7)
            one.drop("_structured", "a.csv", treatment(night), minute=3)
            one.drop("_secure", "a.csv", stays(night), minute=5)
            if one is house:
                one.night(day=night)
                continue
            one.prepare()
            ids = [name for batch in one.receive(day=night) for name in batch["submissions"]]
            by_folder: dict[str, list[str]] = {}
            for name in ids:
                by_folder.setdefault(name.split("-")[0], []).append(name)
            for folder in sorted(by_folder, reverse=backwards):
                for name in by_folder[folder]:  # an agency's own files keep their order
                    load_batch(one.settings, one.warehouse, [name], SECRET, verdict=False)
            one.night(day=night)
    assert differences(snapshot(house.warehouse), snapshot(other.warehouse)) == []
    assert files_of(house.settings) == files_of(other.settings)


def test_an_error_of_the_database_does_not_quote_the_data(house: House) -> None:
    """Postgres repeats the offending row in its message; task logs are no place for it."""
    house.send(FIRST)
    house.run("alter table core.episode add constraint no_more check (client_ref <> 'ref-4')")
    try:
        with pytest.raises(Permanent, match="CheckViolation") as raised:
            house.send(SECOND, day=21)
    finally:
        house.run("alter table core.episode drop constraint no_more")
    told = str(raised.value)
    assert "ref-4" not in told
    assert "1985" not in told
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__

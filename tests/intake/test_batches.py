"""How what waits is dealt out in batches, and how often Great Expectations looks."""

from typing import Any

import pytest

from cjit.quality.findings import Counts
from cjit.quality.verdict import great_expectations_counts
from cjit.warehouse import batch
from nights.files import extract, rows, stays, treatment
from nights.house import House


@pytest.mark.parametrize(("mebibytes", "labels"), [(64, 3), (1, 4)])
def test_batches_hold_whole_folders_of_one_feed(house: House, mebibytes: int, labels: int) -> None:
    """About `batch_mebibytes` each; a folder's files are judged in their order, so they stay together."""
    house.prepare()
    house.settings.batch_mebibytes = mebibytes
    padding = b"\n" * 700_000
    for agency in ("A0001", "A0002"):
        for number in range(2):
            house.drop(agency, f"{number}.csv", extract(*rows(number + 1, agency)) + padding, minute=number)
    house.drop("_structured", "a.csv", treatment(1))
    house.drop("_secure", "a.csv", stays(1))
    batches = house.receive()
    assert len(batches) == labels
    for one in batches:
        waiting = house.ask(
            "select folder, feed from dq.submission where submission_id = any(%s)", one["submissions"]
        )
        assert len({line["feed"] for line in waiting}) == 1
        assert all(line["folder"] in one["label"] for line in (waiting[0], waiting[-1]))
    assert house.load(batches) == {"accepted": 6}


def test_what_an_interrupted_night_left_is_taken_up_with_few_chunks(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each day is judged by its own lists, and Great Expectations looks once a day, not at each file."""
    house.prepare()
    for day, number in ((20, 1), (21, 2)):
        for agency in ("A0001", "A0002"):
            house.drop(agency, "a.csv", extract(*rows(number, agency)))
        batches = house.receive(day)
    looked = []

    def looking(*given: Any) -> Counts:
        looked.append(given)
        return great_expectations_counts(*given)

    monkeypatch.setattr(batch, "great_expectations_counts", looking)
    assert house.load(batches, verdict=True) == {"accepted": 4}
    assert len(looked) == 2
    assert house.column("select count(*) from core.episode where submission_id like '%%20181221%%'") == [2]

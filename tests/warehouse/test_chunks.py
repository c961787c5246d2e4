"""How a batch's files are shared out among the threads that check them."""

from datetime import datetime
from pathlib import Path

import pytest

from cjit.intake.reader import Extract
from cjit.london import LONDON
from cjit.settings import Settings
from cjit.warehouse.archived import Archived, chunks
from cjit.warehouse.gathering import Chunk, Gathering
from cjit.warehouse.reading import Reading

MEBIBYTE = 1 << 20


def _archived(number: int, size: int) -> Archived:
    at = datetime(2019, 1, 7, 2, tzinfo=LONDON)
    return Archived(f"S{number}", f"A{number:04}", "cjit", "0" * 64, size, at, None)


@pytest.mark.parametrize(
    ("mebibytes", "expected"),
    [
        pytest.param([1, 1], [1, 1], id="a thread each, however little there is"),
        pytest.param([4] * 26, [24, 28, 24, 28], id="no thread has more chunks than another"),
        pytest.param([1] * 40 + [40], [20, 20, 40], id="a large one is not put with others"),
        pytest.param([40, 40, 40], [40, 40, 40], id="one at least"),
        pytest.param([0, 0, 0], [0], id="files without bytes"),
    ],
)
def test_chunks_weigh_the_same_as_far_as_whole_files_allow(
    tmp_path: Path, mebibytes: list[int], expected: list[int]
) -> None:
    settings = Settings(data=tmp_path, workers=2, chunk_mebibytes=32)
    files = [_archived(number, size * MEBIBYTE) for number, size in enumerate(mebibytes)]
    made = list(chunks(settings, files))
    assert [sum(one.size for one in chunk) // MEBIBYTE for chunk in made] == expected
    assert [one for chunk in made for one in chunk] == files


def _read(*mebibytes: int) -> Chunk:
    return [
        (_archived(number, size * MEBIBYTE), Reading(Extract("A"))) for number, size in enumerate(mebibytes)
    ]


def test_what_was_read_is_checked_once_enough_has_come_together() -> None:
    gathering = Gathering(32 * MEBIBYTE)
    few, more = _read(5, 6), _read(7)
    assert gathering.add(few) == []
    assert gathering.add(more) == few + more
    assert gathering.rest() == []


def test_what_is_read_last_is_left_for_all_threads() -> None:
    gathering = Gathering(32 * MEBIBYTE)
    last, late = _read(20), _read(30)
    assert gathering.add(last, last=True) == []
    assert gathering.add(late) == [], "it was being read when the last were"
    assert gathering.rest() == last + late

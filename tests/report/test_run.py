import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import psycopg
import pytest

from cjit.errors import Permanent
from cjit.report.run import render
from cjit.warehouse.connection import Warehouse
from nights.folders import InFolders, as_folder
from nights.reports import make_report
from report.world import Episode, World, lone, moment, small

NOW = moment(date(2018, 12, 20))


def busy() -> World:
    world = small()
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", date(2018, 11, 5), caseload=date(2018, 11, 6)),
        Episode("A0002", "1", "bob", "A04B", date(2018, 11, 7)),
    ]
    return world


def busy_alone() -> World:
    """For what is written in every kind of file, which takes most of the time for areas."""
    world = lone()
    world.episodes = busy().episodes[:1]
    return world


@pytest.fixture
def pages_alone(tmp_settings: InFolders) -> InFolders:
    """For what other kinds of file have no part in."""
    return tmp_settings.model_copy(update={"report_files": ("html",)})


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_pages_lie_under_period_and_freeze(warehouse: Warehouse, pages_alone: InFolders) -> None:
    busy().store(warehouse)
    freeze_id = make_report(pages_alone, warehouse, "2018-11", NOW)
    made = files(pages_alone.out_dir / "reports" / "2018-11" / freeze_id)
    pages = {
        "england/england",
        "region/North East",
        "force/Cleveland",
        "partnership/A03B",
        "partnership/A04B",
    }
    assert {f"{page}/report.html" for page in pages} <= made.keys()


def test_made_again_with_nothing_new_it_is_the_same_freeze_and_the_same_bytes(
    warehouse: Warehouse, tmp_settings: InFolders
) -> None:
    busy_alone().store(warehouse)
    first = make_report(tmp_settings, warehouse, "2018-11", NOW)
    before = files(tmp_settings.out_dir)
    assert make_report(tmp_settings, warehouse, "2018-11", moment(date(2019, 2, 1))) == first
    assert files(tmp_settings.out_dir) == before
    assert before


def test_an_earlier_freeze_can_be_rendered_again(
    warehouse: Warehouse, tmp_settings: InFolders, pages_alone: InFolders
) -> None:
    world = busy_alone()
    world.store(warehouse)
    first = make_report(tmp_settings, warehouse, "2018-11", NOW)
    folder = tmp_settings.out_dir / "reports" / "2018-11" / first
    before = files(folder)
    del world.episodes[0]
    world.store(warehouse)
    second = make_report(pages_alone, warehouse, "2018-11", moment(date(2019, 2, 1)))
    assert second != first
    for path in folder.rglob("*.html"):
        path.unlink()
    written = render(tmp_settings, warehouse, "2018-11", first)
    assert files(folder) == before
    assert {as_folder(path).relative_to(folder).as_posix() for path in written} == before.keys()


def test_a_freeze_of_another_period_or_of_none_is_refused(
    warehouse: Warehouse, pages_alone: InFolders
) -> None:
    busy().store(warehouse)
    first = make_report(pages_alone, warehouse, "2018-11", NOW)
    with pytest.raises(Permanent, match="is of 2018-11, not of 2018-10"):
        render(pages_alone, warehouse, "2018-10", first)
    with pytest.raises(Permanent, match="no freeze"):
        render(pages_alone, warehouse, "2018-11", "2018-11-000000000000")


def test_a_month_that_has_begun_can_be_reported_and_no_later_one(
    warehouse: Warehouse, pages_alone: InFolders
) -> None:
    busy().store(warehouse)
    assert make_report(pages_alone, warehouse, "2018-12", NOW).startswith("2018-12-")
    with pytest.raises(
        Permanent, match="2019-01 has not begun yet: a report can be made from 1 January 2019 on"
    ):
        make_report(pages_alone, warehouse, "2019-01", NOW)
    with pytest.raises(Permanent, match="YYYY-MM"):
        make_report(pages_alone, warehouse, "December 2018", NOW)
    with psycopg.connect(warehouse.url) as connection:
        assert connection.execute("select count(*) from report.freeze").fetchall() == [(1,)]


def test_two_that_write_the_files_of_a_freeze_wait_for_each_other(
    warehouse: Warehouse, pages_alone: InFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A double click on Sign, or a person at the pages and one at the command line."""
    busy_alone().store(warehouse)
    freeze_id = make_report(pages_alone, warehouse, "2018-11", NOW)
    at_work, most = 0, 0
    replace = Path.replace

    def slowly(self: Path, target: Path) -> Path:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        time.sleep(0.05)
        at_work -= 1
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", slowly)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: render(pages_alone, warehouse, "2018-11", freeze_id), range(2)))
    assert found[0] == found[1] != []
    assert most == 1

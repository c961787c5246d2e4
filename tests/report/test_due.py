from datetime import date

from cjit.report.due import due_periods, report_of_night
from cjit.report.freeze import freeze
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.reports import make_report
from report.world import Episode, File, moment, small


def test_nothing_is_due_before_the_first_accepted_file(warehouse: Warehouse) -> None:
    world = small()
    world.files = [
        File("A0001", moment(date(2018, 12, 5)), status="held"),
        File("A0001", moment(date(2018, 12, 6)), status="fatal"),
        File("T0001", moment(date(2018, 12, 6)), feed="structured"),
    ]
    world.store(warehouse)
    assert due_periods(warehouse, moment(date(2019, 6, 1))) == []


def test_a_month_is_due_once_the_tenth_working_day_is_over(warehouse: Warehouse) -> None:
    world = small()
    world.files = [File("A0001", moment(date(2018, 11, 20)))]  # October's window closed on the 14th
    world.store(warehouse)
    assert due_periods(warehouse, moment(date(2018, 12, 14), 23)) == ["2018-10"]
    assert due_periods(warehouse, moment(date(2018, 12, 15), 0)) == ["2018-10", "2018-11"]


def test_the_first_night_can_make_a_report_whenever_it_falls(warehouse: Warehouse) -> None:
    world = small()
    world.files = [File("A0001", moment(date(2018, 12, 5)))]  # in November's window, which is still open
    world.store(warehouse)
    assert due_periods(warehouse, moment(date(2018, 12, 5))) == ["2018-10"]


def test_a_month_is_due_until_its_files_are_there_and_the_earlier_ones_still_are(
    warehouse: Warehouse, tmp_settings: Settings
) -> None:
    world = small()
    world.store(warehouse)
    now = moment(date(2019, 3, 1))
    every = ["2018-10", "2018-11", "2018-12", "2019-01"]
    assert due_periods(warehouse, now) == every
    first = freeze(warehouse, "2019-01", now)  # and then the machine goes down
    assert due_periods(warehouse, now) == every
    assert make_report(tmp_settings, warehouse, "2019-01", now) == first
    assert due_periods(warehouse, now) == every[:-1]
    world.episodes.append(Episode("A0001", "1", "ann", "A03B", date(2019, 1, 5)))
    world.store(warehouse)
    assert freeze(warehouse, "2019-01", now) != first  # a restatement that is stopped is due as well
    assert due_periods(warehouse, now) == every


def test_the_same_night_again_makes_no_other_report(warehouse: Warehouse, tmp_settings: Settings) -> None:
    """Nor does the next one: the months before the last that closed are listed."""
    small().store(warehouse)
    now, month_later = moment(date(2019, 3, 1)), moment(date(2019, 3, 20))
    assert report_of_night(warehouse, now) == "2019-01"
    make_report(tmp_settings, warehouse, "2019-01", now)
    assert due_periods(warehouse, now) == ["2018-10", "2018-11", "2018-12"]
    assert report_of_night(warehouse, now) is None
    assert report_of_night(warehouse, month_later) == "2019-02"


def test_before_any_file_a_night_makes_none(warehouse: Warehouse) -> None:
    assert report_of_night(warehouse, moment(date(2019, 3, 1))) is None

"""The clock of a night: hours that come twice or never, turns of months and years, agencies that close."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cjit.local.clock import clock
from cjit.matching.match import link_and_match
from cjit.report.freeze import freeze
from cjit.warehouse.arrivals import receive
from cjit.warehouse.decisions import Decision, decide_mismatch
from nights.files import extract, row, rows
from nights.house import LONDON, House, at

OTHERWISE = datetime(1999, 1, 1, tzinfo=UTC)


def _night(house: House, now: datetime, *files: bytes, agency: str = "A0001") -> list[str]:
    """What became of the files that the agency sends in the night of that clock: verdict or fatal rule."""
    for number, data in enumerate(files):
        house.drop(agency, f"{number}.csv", data, minute=number)
    house.load(receive(house.settings, house.warehouse, now))
    told = house.ask("select * from out.submission where received_at = %s order by arrival_no", now)
    return [line["fatal_rule"] or line["status"] for line in told]


def test_half_past_one_comes_twice_in_october(house: House) -> None:
    """Two nights, two submissions, in their order; a third run with the clock of the second adds to that."""
    first, second = (datetime(2022, 10, 30, 1, 30, fold=fold, tzinfo=LONDON) for fold in (0, 1))
    assert _night(house, first, extract(*rows(2))) == ["accepted"]
    assert _night(house, second, extract(*rows(2, ACCMNEED="2"))) == ["accepted"]
    assert _night(house, second, extract(*rows(2, ACCMNEED="2"))) == ["accepted", "F09"]
    assert len(set(house.column("select submission_id from dq.submission"))) == 3
    versions = house.ask(
        "select current_to - current_from as span from core.episode where current_to is not null"
    )
    assert [line["span"] for line in versions] == [timedelta(hours=1)] * 2


def test_the_file_accepted_last_is_the_last_whatever_the_nights_clocks_say(house: House) -> None:
    """A file repeats and takes the place of what is loaded, not of what has a later clock."""
    first, second = extract(*rows(5)), extract(row(1, ACCMNEED="1"), *rows(5)[1:])
    third = extract(*rows(4), row(5, ACCMNEED="2"))
    told = [_night(house, at(day), data) for day, data in ((20, first), (19, second), (21, second))]
    assert told == [["accepted"], ["accepted"], ["F09"]]
    assert _night(house, at(22), third) == ["accepted"]  # E1 as the first file had it
    stored = house.ask("select episode_id, accommodation from out.episode")
    assert {line["episode_id"]: line["accommodation"] for line in stored} == {
        **dict.fromkeys(("E1", "E2", "E3", "E4"), "3"),
        **{"E5": "2"},
    }


def test_a_held_file_is_superseded_by_what_is_accepted_after_it_whatever_the_clocks_say(house: House) -> None:
    sent = ((20, rows(12)), (22, rows(1)), (21, rows(12, ACCMNEED="1")))
    told = [_night(house, at(day), extract(*some)) for day, some in sent]
    assert told == [["accepted"], ["held"], ["accepted"]]
    assert house.column("select state from out.held_file") == ["superseded"]


def test_the_survivor_is_the_one_in_the_file_accepted_later_whatever_the_clocks_say(house: House) -> None:
    one, again, another = row(1), row(1, EPISODID="E2", CLIENTID="C2"), row(5, SINITIAL="L")
    sent = ((20, (one, again, another)), (18, (one, another)), (19, (another,)))
    assert [_night(house, at(day), extract(*some)) for day, some in sent] == [["accepted"]] * 3
    link_and_match(house.warehouse)
    told = house.ask("select episode_id, duplicate_of from out.episode where episode_id <> 'E5' order by 1")
    assert [tuple(line.values()) for line in told] == [("E1", None), ("E2", "A0001/E1")]


def test_the_file_accepted_last_tells_what_has_no_start_whatever_the_clocks_say(house: House) -> None:
    referred = row(1, REFSTID="R1", REFSTDT="10/11/2018", REFSTAG="S0001")
    house.send(extract(referred), day=20)
    (last,) = house.send(extract(referred, row(2, SINITIAL="L")), day=18)
    page = house.settings.out_dir / "providers/A0001" / last["submission_id"] / "summary.html"
    assert b'id="no-start"' in page.read_bytes()


def test_the_mismatch_that_is_open_can_be_decided_whatever_the_clocks_say(house: House) -> None:
    for day, some in ((21, rows(3)), (22, rows(2)), (23, rows(3, ACCMNEED="1")), (20, rows(2, ACCMNEED="1"))):
        assert _night(house, at(day), extract(*some)) == ["accepted"]
    decision = Decision.of("R. Viewer", at(24), "the agency says so")
    decide_mismatch(house.warehouse, ("A0001", "E3", "M1"), "keep", decision)
    assert set(house.column("select state from out.mismatch")) == {"resolved", "kept"}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("2022-10-30T01:30", "2022-10-30T01:30:00+01:00"),  # the first of two
        ("2022-10-30T01:30+00:00", "2022-10-30T01:30:00+00:00"),  # the second, by its zone
        ("2022-10-30T00:30Z", "2022-10-30T01:30:00+01:00"),
        ("2022-10-30T02:00", "2022-10-30T02:00:00+00:00"),
        ("2022-03-27T01:30", "2022-03-27T02:30:00+01:00"),  # there is none: an hour and a half after midnight
        ("2022-03-27T01:30Z", "2022-03-27T02:30:00+01:00"),
        ("2022-03-27T00:59:59", "2022-03-27T00:59:59+00:00"),
        ("2020-02-29", "2020-02-29T00:00:00+00:00"),
        ("2018-12-31T23:59:59-00:01", "2019-01-01T00:00:59+00:00"),
    ],
)
def test_what_a_time_without_a_zone_means_where_clocks_change(asked: str, meant: str) -> None:
    time = clock(asked, OTHERWISE)
    assert time.isoformat() == meant
    assert clock(time.isoformat(), OTHERWISE).isoformat() == meant  # as a DAG run is told it


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2018, 12, 31, 23, 59, 59, tzinfo=UTC), date(2018, 12, 31)),
        (datetime(2019, 1, 1, tzinfo=UTC), date(2019, 1, 1)),
        (datetime(2020, 2, 28, 23, 59, tzinfo=UTC), date(2020, 2, 28)),
        (datetime(2020, 2, 29, 2, tzinfo=UTC), date(2020, 2, 29)),
        (datetime(2019, 6, 30, 22, 59, tzinfo=UTC), date(2019, 6, 30)),
        (datetime(2019, 6, 30, 23, 0, tzinfo=UTC), date(2019, 7, 1)),
        (datetime(2022, 3, 27, 0, 30, tzinfo=UTC), date(2022, 3, 27)),
        (datetime(2022, 10, 29, 23, 30, tzinfo=UTC), date(2022, 10, 30)),
        (datetime(2022, 10, 30, 23, 30, tzinfo=UTC), date(2022, 10, 30)),
    ],
)
def test_the_day_of_receipt_is_londons(house: House, now: datetime, day: date) -> None:
    """E13: a date of that day is none of the future, one of the next day is."""
    today, tomorrow = (f"{day + timedelta(days=step):%d/%m/%Y}" for step in (0, 1))
    sent = [row(n, EVNTDT="", ASSESSDT=on, CASESTDT="") for n, on in enumerate((today, tomorrow), start=1)]
    assert _night(house, now, extract(*sent)) == ["accepted"]
    assert house.column("select row_no from out.finding where rule = 'E13' and item = 'ASSESSDT'") == [2]


def _overdue(house: House, day: date) -> set[str]:
    with house.warehouse.session() as session:
        return {code for code, *_ in session.rows("local/overdue", {"day": day})}


def test_an_agency_sends_until_the_day_it_closes(house: House) -> None:
    """A0004 closes on 20 December: what came that day is judged by that day, whenever it is loaded."""
    sent = extract(*rows(2, "A0004"))
    assert _overdue(house, date(2018, 12, 20)) >= {"A0001", "A0004"}
    house.drop("A0004", "late.csv", sent)
    receive(house.settings, house.warehouse, at(20, hour=23))  # and then the night was interrupted
    assert _night(house, at(21), extract(*rows(3, "A0004")), agency="A0004") == ["F07"]
    told = house.ask("select * from out.submission order by received_at")
    assert [line["fatal_rule"] or line["status"] for line in told] == ["accepted", "F07"]
    assert house.column("select count(*) from out.episode where agency_code = 'A0004'") == [2]
    assert _overdue(house, date(2018, 12, 20)) >= {"A0001"}
    assert "A0004" not in _overdue(house, date(2018, 12, 20)) | _overdue(house, date(2018, 12, 21))


def test_a_closed_agency_is_carried_forward_and_nobody_waits_for_it(house: House) -> None:
    """Its episodes still count, and its file is named; of those who should have submitted it is none."""
    for agency in ("A0001", "A0004"):
        _night(house, at(20), extract(*rows(2, agency)), agency=agency)
    _night(house, datetime(2019, 1, 4, 2, tzinfo=LONDON), extract(*rows(3)))
    for period, in_force in (("2018-11", 4), ("2018-12", 3)):  # windows close on 14 December and 15 January
        frozen = freeze(house.warehouse, period, datetime(2019, 1, 16, 2, tzinfo=LONDON))
        carried = house.column(
            "select agency_code from report.freeze_submission"
            " where freeze_id = %s and carried_forward order by 1",
            frozen,
        )
        assert carried == (["A0001", "A0004"] if period == "2018-11" else ["A0004"])
        assert house.column(
            "select denominator from out.ccjr where freeze_id = %s"
            " and level = 'england' and measure = 'submitted'",
            frozen,
        ) == [in_force]

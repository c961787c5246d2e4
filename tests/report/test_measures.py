"""What each measure means, in cases small enough to read."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg

from cjit.report.freeze import freeze
from cjit.warehouse.connection import Warehouse
from report.world import Agency, Episode, File, Partnership, World, moment, small

NOV = date(2018, 11, 10)
NOW = moment(date(2018, 12, 20))
Figures = dict[tuple[str, str, str, str], tuple[Decimal | None, int, int | None]]


def report(
    warehouse: Warehouse, world: World, kind: str = "month", period: str = "2018-11", now: datetime = NOW
) -> Figures:
    """The figures of one period kind, by level, area, measure and breakdown."""
    world.store(warehouse)
    freeze_id = freeze(warehouse, period, now)
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(
            "select level, area_code, measure, breakdown, value, numerator, denominator from out.ccjr "
            "where freeze_id = %s and period_kind = %s",
            [freeze_id, kind],
        ).fetchall()
    return {row[:4]: row[4:] for row in rows}  # type: ignore[misc]


def clients(figures: Figures, measure: str, breakdown: str = "") -> dict[str, int]:
    """The count in each area that has any, by area code."""
    return {
        area: cell[1]
        for (_, area, name, part), cell in figures.items()
        if (name, part) == (measure, breakdown) and cell[1]
    }


def breakdown(figures: Figures, measure: str, area: str = "england") -> dict[str, int]:
    return {
        part: cell[1] for (_, code, name, part), cell in figures.items() if (code, name) == (area, measure)
    }


def test_an_area_counts_a_person_once(warehouse: Warehouse) -> None:
    world = small()
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", NOV),
        Episode("A0001", "2", "ann", "A03B", NOV.replace(day=20)),
        Episode("A0002", "1", "ann", "A04B", NOV.replace(day=25)),
        Episode("A0002", "2", "ann", "A03B", NOV.replace(day=26)),
    ]
    assert clients(report(warehouse, world), "assessed") == {
        "england": 1,
        "North East": 1,
        "Cleveland": 1,
        "A03B": 1,
        "A04B": 1,
        "A0001": 1,
        "A0002": 1,
    }


def test_months_may_sum_to_more_than_their_quarter(warehouse: Warehouse) -> None:
    world = small()
    world.episodes = [
        Episode("A0001", str(month), "ann", "A03B", date(2018, month, 10)) for month in (9, 10, 11)
    ]
    for kind in ("month", "quarter", "ytd", "rolling12"):
        assert clients(report(warehouse, world, kind), "assessed")["england"] == 1


def test_a_client_is_described_by_the_earliest_episode_of_the_cohort_at_that_level(
    warehouse: Warehouse,
) -> None:
    world = small()
    world.episodes = [
        Episode("A0001", "b", "ann", "A03B", date(2018, 10, 30), prompt="12"),
        Episode("A0001", "B", "ann", "A03B", NOV, prompt="5"),
        Episode("A0001", "a", "ann", "A03B", NOV, prompt="9"),
        Episode("A0002", "A", "ann", "A04B", NOV, prompt="1"),
    ]
    month = report(warehouse, world)
    assert breakdown(month, "assessed_by_prompt") == {"5": 1}  # capitals come first in code point order
    assert breakdown(month, "assessed_by_prompt", "A04B") == {"1": 1}
    assert breakdown(month, "assessed_by_prompt_group", "A04B") == {"Required": 1}
    assert breakdown(report(warehouse, world, "quarter"), "assessed_by_prompt") == {"12": 1}


def test_children_duplicates_and_earlier_versions_count_nowhere(warehouse: Warehouse) -> None:
    world = small()
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", NOV, age=17),
        Episode("A0001", "2", "bob", "A03B", NOV, duplicate_of="9"),
        Episode("A0001", "3", "cat", "A03B", NOV, superseded=True),
        Episode("A0001", "4", "dan", "A03B", NOV, age=18),
    ]
    assert clients(report(warehouse, world), "assessed")["england"] == 1


def test_out_of_england_is_no_area_below_england(warehouse: Warehouse) -> None:
    world = small()
    world.episodes = [Episode("A0001", "1", "ann", "Z00B", NOV)]
    assert clients(report(warehouse, world), "assessed") == {"england": 1, "A0001": 1}


def test_what_became_of_the_assessed_is_told_as_known_at_the_freeze(warehouse: Warehouse) -> None:
    world = small()
    later = date(2018, 12, 10)
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", NOV, caseload=later),
        Episode("A0001", "2", "bob", "A03B", NOV, closed=later, reason="101"),
        Episode("A0001", "3", "cat", "A03B", NOV, closed=NOV, reason="105"),
        Episode("A0001", "4", "dan", "A03B", NOV),
        Episode("A0001", "5", "eve", "A03B", NOV, caseload=NOV, closed=later, reason="208"),
    ]
    figures = report(warehouse, world)
    assert figures["partnership", "A03B", "onto_caseload", ""] == (Decimal("40.0"), 2, 5)
    assert breakdown(figures, "closed_prior") == {"101": 1, "105": 1}
    assert figures["england", "england", "outcome_pending", ""] == (Decimal(1), 1, None)
    # What happened in December did not happen in November.
    assert clients(figures, "caseload_starts")["england"] == 1
    assert clients(figures, "exits") == {}


def test_the_caseload_is_that_of_the_last_day(warehouse: Warehouse) -> None:
    world = small()
    end = date(2018, 11, 30)
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", date(2015, 1, 1), caseload=date(2015, 1, 1)),
        Episode("A0001", "2", "bob", "A03B", NOV, caseload=end),
        Episode("A0001", "3", "cat", "A03B", NOV, caseload=NOV, closed=end, reason="201"),
        Episode("A0001", "4", "dan", "A03B", NOV, caseload=NOV, closed=date(2018, 12, 1), reason="201"),
        Episode("A0001", "5", "eve", "A03B", NOV, caseload=date(2018, 12, 1)),
    ]
    assert clients(report(warehouse, world), "caseload")["england"] == 3
    assert breakdown(report(warehouse, world, "quarter"), "caseload") == {}


def test_time_on_the_caseload_is_in_whole_weeks(warehouse: Warehouse) -> None:
    world = small()
    bands = {"<13": [0, 90], "13-25": [91, 181], "26-51": [182, 363], "52+": [364, 2000]}
    starts = {
        (band, days): date(2018, 11, 30) - timedelta(days=days)
        for band, edges in bands.items()
        for days in edges
    }
    world.partnerships += [Partnership(band, "Weeks", "Weeks") for band in bands]
    world.episodes = [
        Episode("A0001", f"{days}", f"{days}", band, start, start) for (band, days), start in starts.items()
    ]
    figures = report(warehouse, world)
    for band in bands:
        assert breakdown(figures, "caseload_by_duration", band) == {band: 2}


def test_the_caseload_by_who_they_are(warehouse: Warehouse) -> None:
    world = small()
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", NOV, caseload=NOV, age=24, sex="F", ethnicity="B"),
        Episode("A0001", "2", "bob", "A03B", NOV, caseload=NOV, age=25, accommodation=None, ethnicity=None),
        Episode(
            "A0001", "3", "cat", "A03B", NOV, caseload=NOV, age=50, injecting="C", substance="alcohol only"
        ),
        Episode("A0002", "1", "ann", "A03B", NOV, caseload=NOV, age=99, sex="M"),  # ann is described above
    ]
    figures = report(warehouse, world)
    assert breakdown(figures, "caseload_by_age") == {"18-24": 1, "25-29": 1, "50+": 1}
    assert breakdown(figures, "caseload_by_sex") == {"F": 1, "M": 2}
    assert breakdown(figures, "caseload_by_ethnicity") == {"White": 2, "unknown": 1}
    assert breakdown(figures, "caseload_by_accommodation") == {"3": 2, "unknown": 1}
    assert breakdown(figures, "caseload_by_injecting") == {"N": 2, "C": 1}
    assert breakdown(figures, "caseload_by_substance") == {"opiate": 2, "alcohol only": 1}


def test_an_exit_is_a_closure_from_the_caseload_and_the_latest_tells_why(warehouse: Warehouse) -> None:
    world = small()
    start = date(2018, 6, 1)
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", start, start, date(2018, 11, 29), "208"),
        Episode("A0001", "2", "ann", "A03B", start, start, date(2018, 11, 30), "201"),
        Episode("A0001", "3", "ann", "A03B", start, start, date(2018, 12, 1), "206"),
        Episode("A0001", "4", "bob", "A03B", NOV, None, NOV, "101"),
    ]
    figures = report(warehouse, world)
    assert clients(figures, "exits")["A03B"] == 1
    assert breakdown(figures, "exits_by_reason", "A03B") == {"201": 1}
    assert breakdown(figures, "exits_by_group", "A03B") == {"completed": 1}


def test_a_rate_is_rounded_half_up(warehouse: Warehouse) -> None:
    world = small()
    rates = {"6.3": (1, 16), "33.3": (1, 3), "66.7": (2, 3), "0.0": (0, 3), "100.0": (3, 3)}
    world.partnerships += [Partnership(value, "Rates", "Rates") for value in rates]
    world.episodes = [
        Episode("A0001", f"{value} {n}", f"{value} {n}", value, NOV, caseload=NOV if n < onto else None)
        for value, (onto, of) in rates.items()
        for n in range(of)
    ]
    figures = report(warehouse, world)
    for value, (onto, of) in rates.items():
        assert figures["partnership", value, "onto_caseload", ""] == (Decimal(value), onto, of)


def test_load_and_dq_are_cut_and_are_sums_over_agencies(warehouse: Warehouse) -> None:
    world = small()
    world.agencies.append(Agency("A0003", "A03B", valid_to=date(2018, 10, 31)))  # closed since
    world.files = [
        File("A0001", moment(date(2018, 12, 3)), submitted=9_990, loaded=9_988, warned=1),
        File("A0003", moment(date(2018, 10, 3)), submitted=10, loaded=8, warned=3),
    ]
    figures = report(warehouse, world)
    assert figures["partnership", "A03B", "load_pct", ""] == (Decimal("99.9"), 9_996, 10_000)
    assert figures["partnership", "A03B", "dq_pct", ""] == (Decimal("99.9"), 9_992, 9_996)
    assert figures["provider", "A0003", "load_pct", ""] == (Decimal("80.0"), 8, 10)
    assert figures["partnership", "A04B", "load_pct", ""] == (None, 0, 0)


def test_who_submitted_of_those_open_when_the_window_closes(warehouse: Warehouse) -> None:
    world = small()
    world.agencies = [
        Agency("A0001", "A03B"),
        Agency("A0002", "A03B", valid_to=date(2018, 12, 14)),
        Agency("A0003", "A03B", valid_to=date(2018, 12, 13)),
        Agency("A0004", "A03B", valid_from=date(2018, 12, 15)),
        Agency("A0005", "A03B"),
    ]
    world.files = [
        File("A0001", moment(date(2018, 12, 1), 0)),
        File("A0002", moment(date(2018, 12, 14), 23)),
        File("A0003", moment(date(2018, 12, 5))),
        File("A0004", moment(date(2018, 12, 16))),
        File("A0005", moment(date(2018, 11, 30), 23)),
        File("A0005", moment(date(2018, 12, 15), 0)),
        File("A0005", moment(date(2018, 12, 6)), status="held"),
    ]
    figures = report(warehouse, world)
    assert figures["partnership", "A03B", "submitted", ""] == (Decimal("66.7"), 2, 3)
    assert figures["provider", "A0005", "submitted", ""] == (Decimal("0.0"), 0, 1)
    assert figures["provider", "A0003", "submitted", ""] == (None, 0, 0)


def test_before_the_window_closes_the_day_of_the_freeze_counts(warehouse: Warehouse) -> None:
    world = small()
    world.agencies = [Agency("A0001", "A03B"), Agency("A0003", "A03B", valid_to=date(2018, 12, 13))]
    world.files = [File("A0003", moment(date(2018, 12, 5)))]
    figures = report(warehouse, world, now=moment(date(2018, 12, 13)))
    assert figures["england", "england", "submitted", ""] == (Decimal("50.0"), 1, 2)


def test_a_period_with_no_data_has_a_row_of_0_for_every_area_in_force(warehouse: Warehouse) -> None:
    figures = report(warehouse, small(), period="2018-03", now=moment(date(2018, 6, 1)))
    areas = {key[:2] for key in figures}
    assert {code for _, code in areas} == {
        "england", "North East", "South West", "Cleveland", "Dorset", "A03B", "A04B", "K06B",
        "A0001", "A0002", "K0001",
    }  # fmt: skip
    measures = {"assessed", "onto_caseload", "outcome_pending", "caseload_starts", "caseload", "exits"}
    measures |= {"submitted", "load_pct", "dq_pct", "open_mismatches", "referred", "already_in_treatment"}
    measures |= {f"{name}_started_{days}" for name in ("referred", "exits") for days in (21, 42, 84)}
    measures |= {"transfers_picked_up", "prison_pickup_21"}
    assert set(figures) == {
        (*area, measure, "")
        for area in areas
        for measure in measures
        if (area[0], measure) != ("provider", "prison_pickup_21")
    }
    assert figures["partnership", "A03B", "assessed", ""] == (Decimal(0), 0, None)
    assert figures["partnership", "A03B", "onto_caseload", ""] == (None, 0, 0)


def test_an_empty_warehouse_gives_england_alone(warehouse: Warehouse) -> None:
    figures = report(warehouse, World())
    assert {key[:2] for key in figures} == {("england", "england")}
    assert figures["england", "england", "assessed", ""] == (Decimal(0), 0, None)


def test_dorset_changes_its_partnerships_on_1_april_2019(warehouse: Warehouse) -> None:
    world = small()
    start = date(2019, 3, 10)
    world.episodes = [
        Episode("K0001", "1", "ann", "K06B", start, start, date(2019, 4, 20), "201"),
        Episode("K0001", "2", "bob", "K18B", date(2019, 4, 2)),
    ]
    world.agencies = [Agency("A0001", "A03B")]
    now = moment(date(2020, 7, 1))
    march = report(warehouse, world, period="2019-03", now=now)
    assert "K18B" not in {key[1] for key in march}
    assert clients(march, "caseload")["K06B"] == 1
    april = report(warehouse, world, period="2019-04", now=now)
    assert clients(april, "assessed") == {"england": 1, "South West": 1, "Dorset": 1, "K18B": 1, "K0001": 1}
    assert clients(april, "exits") == {"england": 1, "South West": 1, "Dorset": 1, "K06B": 1, "K0001": 1}
    assert april["partnership", "K06B", "assessed", ""] == (Decimal(0), 0, None)
    a_year_on = report(warehouse, world, period="2020-04", now=now)
    assert "K06B" not in {key[1] for key in a_year_on}
    assert a_year_on["partnership", "K18B", "assessed", ""] == (Decimal(0), 0, None)

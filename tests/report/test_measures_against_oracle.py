"""Every cell of the report agrees with an independent computation, on random worlds."""

from datetime import date, datetime
from decimal import Decimal

import psycopg
import pytest

from cjit.report.freeze import freeze
from cjit.warehouse.connection import Warehouse
from report.oracle import Cell, Key, Moment, figures
from report.random_world import random_world
from report.world import World, moment

MOMENTS = {
    "2018-11": (date(2018, 12, 1), date(2018, 12, 14)),
    "2018-12": (date(2019, 1, 1), date(2019, 1, 15)),  # New Year
    "2019-03": (date(2019, 4, 1), date(2019, 4, 12)),
    "2019-04": (date(2019, 5, 1), date(2019, 5, 15)),  # early May bank holiday
}


def published(warehouse: Warehouse, freeze_id: str) -> dict[Key, Cell]:
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(
            "select period_kind, period_start, level, area_code, measure, breakdown, value, numerator, "
            "denominator from out.ccjr where freeze_id = %s",
            [freeze_id],
        ).fetchall()
    return {row[:6]: row[6:] for row in rows}  # type: ignore[misc]


def expected(world: World, period: str, now: datetime) -> dict[Key, Cell]:
    opens, closes = MOMENTS[period]
    return figures(world, Moment(period, opens, closes, min(now.date(), closes), now.date()))


@pytest.mark.parametrize("seed", range(8))
def test_every_cell_agrees(warehouse: Warehouse, seed: int) -> None:
    world = random_world(seed)
    world.store(warehouse)
    for period in MOMENTS:
        # Odd worlds are frozen on the day on which the window opens, some a half year on: outcomes are known.
        now = moment([date(2019, 7, 1), MOMENTS[period][0], date(2019, 12, 1)][seed % 3], 9)
        found = published(warehouse, freeze(warehouse, period, now))
        wanted = expected(world, period, now)
        cells = found.keys() | wanted.keys()
        assert {k: (found.get(k), wanted.get(k)) for k in cells if found.get(k) != wanted.get(k)} == {}


def test_the_random_worlds_reach_every_measure_level_and_period_kind(warehouse: Warehouse) -> None:
    found: dict[Key, Cell] = {}
    for seed in (2, 3, 4):
        random_world(seed).store(warehouse)
        here = published(warehouse, freeze(warehouse, "2019-03", moment(date(2019, 12, 1))))
        found |= {key: cell for key, cell in here.items() if cell[1]}
    counted = {(kind, level, measure) for (kind, _, level, _, measure, _), cell in found.items() if cell[1]}
    always = ["assessed", "assessed_by_prompt", "assessed_by_prompt_group", "onto_caseload", "closed_prior"]
    always += ["outcome_pending", "caseload_starts", "exits", "exits_by_reason", "exits_by_group"]
    always += ["referred", "already_in_treatment", "transfers_picked_up"]
    always += [f"{name}_started_{days}" for name in ("referred", "exits") for days in (21, 42, 84)]
    profile = ["age", "sex", "ethnicity", "substance", "injecting", "accommodation", "duration"]
    monthly = ["caseload", *(f"caseload_by_{name}" for name in profile), "submitted", "load_pct", "dq_pct"]
    monthly += ["open_mismatches"]
    levels = ["england", "region", "force", "partnership", "provider"]
    wanted = {(k, lv, m) for k in ["month", "quarter", "ytd", "rolling12"] for lv in levels for m in always}
    wanted |= {("month", level, measure) for level in levels for measure in monthly}
    wanted |= {("rolling12", level, "represented_182") for level in levels}
    wanted |= {(kind, lv, "prison_pickup_21") for kind, lv, m in wanted if m == "exits" and lv != "provider"}
    assert counted == wanted


def test_parts_sum_to_their_whole(warehouse: Warehouse) -> None:
    random_world(2).store(warehouse)
    found = published(warehouse, freeze(warehouse, "2018-11", moment(date(2019, 7, 1))))
    for (kind, start, level, area, measure, _), (value, clients, _) in list(found.items()):
        parts = {"assessed": ["assessed_by_prompt"], "exits": ["exits_by_reason", "exits_by_group"]}
        for part in parts.get(measure, []):
            assert clients == sum(c[1] for k, c in found.items() if k[:5] == (kind, start, level, area, part))
        if measure == "assessed":
            outcomes = ("onto_caseload", "closed_prior", "outcome_pending")
            split = sum(
                c[1] for k, c in found.items() if k[:4] == (kind, start, level, area) and k[4] in outcomes
            )
            assert value == Decimal(split)

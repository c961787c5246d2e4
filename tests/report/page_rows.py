"""Plausible figures of a freeze, made from a seed, with the areas and codes of the reference lists."""

import random
from collections import Counter
from itertools import repeat
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.csv

from cjit.report import calendar
from cjit.settings import PROJECT
from cjit.warehouse.connection import Warehouse

LISTS = PROJECT / "plugins" / "cjit" / "dataset" / "reference" / "2009-04-01"
GROUPS = {
    "caseload_by_age": ("18-24", "25-29", "30-39", "40-49", "50+"),
    "caseload_by_sex": ("M", "F"),
    "caseload_by_ethnicity": (
        "White",
        "Mixed",
        "Black or Black British",
        "Asian or Asian British",
        "unknown",
    ),
    "caseload_by_substance": ("opiate", "non-opiate and alcohol", "non-opiate only", "alcohol only"),
    "caseload_by_injecting": ("N", "P", "C", "unknown"),
    "caseload_by_accommodation": ("3", "2", "1", "unknown"),
    "caseload_by_duration": ("<13", "13-25", "26-51", "52+"),
}
PROMPTS = {
    "1": "Required",
    "4": "Offender management",
    "5": "Offender management",
    "6": "Voluntary",
    "9": "Voluntary",
}
EXITS = {
    "201": "completed",
    "204": "transferred",
    "206": "transferred",
    "208": "incomplete",
    "211": "incomplete",
}

DAYS = (21, 42, 84)

_COPY = """
copy report.ccjr (
    freeze_id, period, period_kind, period_start, level, area_code, measure, breakdown,
    value, numerator, denominator
) from stdin
"""

Row = tuple[str, str, str, str, str, int, int | None]


def partnerships() -> list[dict[str, str]]:
    """The partnerships of the reference lists, Out of England aside."""
    rows: list[dict[str, str]] = read(LISTS / "partnerships.csv").to_pylist()
    return [row for row in rows if row["region"]]


def read(path: Path) -> pa.Table:
    table = pyarrow.csv.read_csv(path)
    return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))


def store_lists(warehouse: Warehouse) -> None:
    """Fill the reference tables that pages read, and register two agencies per partnership of Cleveland."""
    places = read(LISTS / "partnerships.csv").drop(["code_source"])
    ends = pa.array(["9999-12-31"] * places.num_rows)
    places = places.set_column(places.column_names.index("valid_to"), "valid_to", ends)
    codes = read(LISTS / "codes.csv").drop(["datasets"])
    names = ["grouping" if name == "group" else name for name in codes.column_names]
    registered = [(f"A{number:04}", dat) for number, dat in enumerate(_cleveland(), start=1)]
    with warehouse.session() as session:
        session.copy_in("ref", "partnership", blank_as_null(places))
        session.copy_in("ref", "code", codes.rename_columns(names))
        session.copy_in(
            "ref",
            "agency",
            pa.table(
                {
                    "agency_code": [code for code, _ in registered],
                    "name": [f"CJIT {code}" for code, _ in registered],
                    "dat_code": [dat for _, dat in registered],
                    "kind": ["cjit"] * len(registered),
                    "valid_from": ["2015-04-01"] * len(registered),
                    "valid_to": ["9999-12-31"] * len(registered),
                }
            ),
        )


def _cleveland() -> list[str]:
    """Each partnership of Cleveland twice, in order: those of the agencies A0001, A0002, …"""
    return sorted(2 * [p["dat_code"] for p in partnerships() if p["police_force"] == "Cleveland"])


def agencies() -> dict[str, str]:
    """Partnership → its agency that has figures, of Cleveland."""
    return {dat: f"A{number:04}" for number, dat in enumerate(_cleveland(), start=1)}


def blank_as_null(table: pa.Table) -> pa.Table:
    return pa.table(
        {name: pa.array([value or None for value in table[name].to_pylist()]) for name in table.column_names}
    )


def store_freeze(
    warehouse: Warehouse,
    freeze_id: str,
    period: str,
    frozen_at: str,
    *,
    seed: int = 1,
    restates: str = "",
    region: str = "",
) -> None:
    """Store a freeze with figures for every area, or for those of one region alone."""
    store_rows(warehouse, freeze_id, period, frozen_at, figures(seed, region), restates)


def store_rows(  # noqa: PLR0917
    warehouse: Warehouse, freeze_id: str, period: str, frozen_at: str, rows: list[Row], restates: str = ""
) -> None:
    """Store a freeze with these figures; rates get the value that the report would give them."""
    first = calendar.spans(period)
    starts = {"month": first.month, "quarter": first.quarter, "ytd": first.ytd, "rolling12": first.rolling12}
    levels, areas, kinds, measures, parts, tops, bottoms = (list(c) for c in zip(*rows, strict=True))
    values = [
        top if bottom is None else None if bottom == 0 else (2000 * top + bottom) // (2 * bottom) / 10
        for top, bottom in zip(tops, bottoms, strict=True)
    ]
    hashes = ("inputs_sha256", "episodes_sha256", "submissions_sha256", "references_sha256")
    with psycopg.connect(warehouse.url) as connection:
        (number,) = connection.execute('select count(*) + 1 from report."freeze"').fetchone()  # type: ignore[misc]
    freeze = {"freeze_id": freeze_id, "freeze_no": number, "period": period, "frozen_at": frozen_at}
    freeze |= {"restates": restates or None, "code_version": "0.1.0"} | dict.fromkeys(hashes, freeze_id)
    with warehouse.session() as session:
        session.copy_in("report", "freeze", pa.Table.from_pylist([freeze]))
    columns = (
        repeat(freeze_id, len(rows)),
        repeat(period, len(rows)),
        kinds,
        map(starts.__getitem__, kinds),
        levels,
        areas,
        measures,
        parts,
        values,
        tops,
        bottoms,
    )
    with psycopg.connect(warehouse.url) as connection, connection.cursor().copy(_COPY) as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)


def figures(seed: int, region: str = "") -> list[Row]:
    """Rows of out.ccjr for all areas; the wider ones are sums, as if nobody had been in two partnerships."""
    chance = random.Random(seed)  # noqa: S311 - figures for a test
    totals: Counter[tuple[str, str, str, str, str]] = Counter()
    rates: dict[tuple[str, str, str, str], int] = {}
    for place in partnerships():
        if region not in ("", place["region"]):
            continue
        areas = [
            ("england", "england"),
            ("region", place["region"]),
            ("force", place["police_force"]),
            ("partnership", place["dat_code"]),
        ]
        if place["police_force"] == "Cleveland":  # where store_lists registers agencies
            areas.append(("provider", agencies()[place["dat_code"]]))
        for kind, measure, part, number, whole in _partnership(chance):
            for level, code in areas:
                if level == "provider" and measure == "prison_pickup_21":
                    continue
                totals[level, code, kind, measure, part] += number
                if whole is not None:
                    rates[level, code, kind, measure] = rates.get((level, code, kind, measure), 0) + whole
    return [
        (level, code, kind, measure, part, number, rates.get((level, code, kind, measure)))
        for (level, code, kind, measure, part), number in totals.items()
        if number or not part
    ]


def _partnership(chance: random.Random) -> list[tuple[str, str, str, int, int | None]]:
    size = chance.choice((0, 1, 4, 12, 30, 60))
    share = chance.uniform(0.35, 0.9)
    rows: list[tuple[str, str, str, int, int | None]] = []
    for kind, months in (("month", 1), ("quarter", 2), ("ytd", 8), ("rolling12", 12)):
        assessed = sum(chance.randint(0, 2 * size) for _ in range(months))
        onto = sum(chance.random() < share for _ in range(assessed))
        closed = sum(chance.random() < 0.8 for _ in range(assessed - onto))
        rows += [
            (kind, "assessed", "", assessed, None),
            (kind, "onto_caseload", "", onto, assessed),
            (kind, "outcome_pending", "", assessed - onto - closed, None),
            (kind, "caseload_starts", "", onto, None),
            *(
                (kind, "closed_prior", code, n, None)
                for code, n in _split(chance, closed, ("101", "102", "103"))
            ),
        ]
        for prompt, number in _split(chance, assessed, tuple(PROMPTS)):
            rows.append((kind, "assessed_by_prompt", prompt, number, None))
            rows.append((kind, "assessed_by_prompt_group", PROMPTS[prompt], number, None))
        left = onto * 8 // 10
        rows.append((kind, "exits", "", left, None))
        for reason, number in _split(chance, left, tuple(EXITS)):
            rows.append((kind, "exits_by_reason", reason, number, None))
            rows.append((kind, "exits_by_group", EXITS[reason], number, None))
        rows += _onward(chance, kind, onto, left)
    back = chance.randint(0, size)
    rows.append(("rolling12", "represented_182", "", sum(chance.random() < 0.2 for _ in range(back)), back))
    on = size * 6
    rows.append(("month", "caseload", "", on, None))
    for measure, parts in GROUPS.items():
        rows += [("month", measure, part, number, None) for part, number in _split(chance, on, parts)]
    submitted = size * 100
    loaded = int(submitted * chance.uniform(0.85, 1))
    clean = int(loaded * chance.uniform(0.6, 1))
    rows.append(("month", "submitted", "", min(size, 1), 1))
    rows.append(("month", "open_mismatches", "", size // 5, None))
    rows += [("month", "load_pct", "", loaded, submitted), ("month", "dq_pct", "", clean, loaded)]
    return rows


def _onward(
    chance: random.Random, kind: str, onto: int, left: int
) -> list[tuple[str, str, str, int, int | None]]:
    """Into structured treatment, out of prison, from team to team."""
    referred = onto * 7 // 10
    already = referred // 8
    rows: list[tuple[str, str, str, int, int | None]] = [
        (kind, "referred", "", referred, None),
        (kind, "already_in_treatment", "", already, None),
    ]
    for anchor, whole in (("referred", referred - already), ("exits", left)):
        waiting, share = 1.0, chance.uniform(0.2, 0.5)
        for days in DAYS:
            waiting *= 0.9
            over = int(whole * waiting)
            share += 0.1
            started = sum(chance.random() < share for _ in range(over))
            rows.append((kind, f"{anchor}_started_{days}", "", started, over))
    for measure, whole in (("prison_pickup_21", onto // 5), ("transfers_picked_up", left // 6)):
        rows.append((kind, measure, "", sum(chance.random() < 0.6 for _ in range(whole)), whole))
    return rows


def _split(chance: random.Random, whole: int, parts: tuple[str, ...]) -> list[tuple[str, int]]:
    weights = [2.0**-place for place in range(len(parts))]
    found = Counter(chance.choices(parts, weights, k=whole))
    return [(part, found[part]) for part in parts if found[part]]

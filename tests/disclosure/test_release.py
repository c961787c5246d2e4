"""From a signed-off freeze to the files of its public release."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from cjit.disclosure import run
from cjit.disclosure.suppress import Outcome, Suppression
from cjit.disclosure.tables import Release
from cjit.errors import Permanent
from cjit.warehouse.connection import Warehouse
from nights.folders import InFolders, as_folder
from page_checks import read_page, table_rows
from report import page_rows
from report.page_rows import Row
from report.world import moment

NOW = moment(date(2018, 12, 20))
AREAS = [("england", "england"), ("region", "North East"), ("force", "Cleveland")]
KIND = "month"


def make_release(*given: Any) -> tuple[Release, Path]:
    """As it does, into a folder."""
    release, folder = run.make_release(*given)
    return release, as_folder(folder)


def rows(*partnerships: tuple[str, int, int, int]) -> list[Row]:
    """Figures of November: partnership, onto the caseload, closed before it for 101, and for 102."""
    found: list[Row] = []
    areas: list[tuple[str, str, tuple[tuple[str, int, int, int], ...]]] = [
        *((level, area, partnerships) for level, area in AREAS),
        *(("partnership", each[0], (each,)) for each in partnerships),
    ]
    for level, area, some in areas:
        onto, one, two = sum(e[1] for e in some), sum(e[2] for e in some), sum(e[3] for e in some)
        found += [
            (level, area, KIND, "assessed", "", onto + one + two, None),
            (level, area, KIND, "onto_caseload", "", onto, onto + one + two),
            (level, area, KIND, "outcome_pending", "", 0, None),
            *(
                (level, area, KIND, "closed_prior", code, n, None)
                for code, n in (("101", one), ("102", two))
                if n
            ),
        ]
    return found


LITTLE = rows(("A03B", 6, 1, 0), ("A04B", 60, 12, 7))


def stored(
    warehouse: Warehouse, figures: Sequence[Row], freeze: str = "2018-11-a", *, signed: bool = True
) -> str:
    page_rows.store_lists(warehouse)
    page_rows.store_rows(warehouse, freeze, freeze[:7], "2018-12-15T02:00:00Z", list(figures))
    if signed:
        sign(warehouse, freeze)
    return freeze


def sign(warehouse: Warehouse, freeze: str) -> None:
    with psycopg.connect(warehouse.url) as connection:
        connection.execute(
            "insert into report.signature (freeze_id, signed_by, signed_at, why) "
            "values (%s, %s, now(), 'right')",
            (freeze, "ann"),
        )


def asked(warehouse: Warehouse, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(warehouse.url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def data(folder: Path) -> list[dict[str, str]]:
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_little_release_is_as_it_should_be(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    """A03B: 1 of 7 was closed before; with 5 onto the caseload and 5 assessed shown it would be 1 or 2."""
    stored(warehouse, LITTLE)
    _, folder = make_release(tmp_settings, warehouse, "2018-11", NOW)
    assert folder == tmp_settings.out_dir / "reports" / "2018-11" / "2018-11-a" / "public"
    found = {
        (row["area_code"], row["measure"], row["breakdown"]): (
            row["value"],
            row["numerator"],
            row["denominator"],
        )
        for row in data(folder)
    }
    assert found == {
        ("england", "assessed", ""): ("85", "85", ""),
        ("england", "onto_caseload", ""): ("76", "65", "85"),
        ("england", "outcome_pending", ""): ("0", "0", ""),
        ("england", "closed_prior", "101"): ("15", "15", ""),
        ("england", "closed_prior", "102"): ("5", "5", ""),
        ("North East", "assessed", ""): ("85", "85", ""),
        ("North East", "onto_caseload", ""): ("76", "65", "85"),
        ("North East", "outcome_pending", ""): ("0", "0", ""),
        ("North East", "closed_prior", "101"): ("15", "15", ""),
        ("North East", "closed_prior", "102"): ("5", "5", ""),
        ("Cleveland", "assessed", ""): ("85", "85", ""),
        ("Cleveland", "onto_caseload", ""): ("76", "65", "85"),
        ("Cleveland", "outcome_pending", ""): ("0", "0", ""),
        ("Cleveland", "closed_prior", "101"): ("15", "15", ""),
        ("Cleveland", "closed_prior", "102"): ("5", "5", ""),
        ("A03B", "assessed", ""): ("5", "5", ""),
        ("A03B", "onto_caseload", ""): ("[u]", "*", "5"),
        ("A03B", "outcome_pending", ""): ("0", "0", ""),
        ("A03B", "closed_prior", "101"): ("*", "*", ""),
        ("A04B", "assessed", ""): ("80", "80", ""),
        ("A04B", "onto_caseload", ""): ("75", "60", "80"),
        ("A04B", "outcome_pending", ""): ("0", "0", ""),
        ("A04B", "closed_prior", "101"): ("10", "10", ""),
        ("A04B", "closed_prior", "102"): ("5", "5", ""),
    }


def test_page_table_and_view_say_the_same(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    stored(warehouse, LITTLE)
    release, folder = make_release(tmp_settings, warehouse, "2018-11", NOW)
    view = asked(
        warehouse,
        "select period, period_kind, period_start::text, level, area_code, measure, breakdown, value, "
        "numerator, coalesce(denominator, '') from out.ccjr_public where freeze_id = '2018-11-a'",
    )
    assert sorted(view) == sorted(tuple(row.values()) for row in data(folder))
    ((hidden, small, counts),) = asked(
        warehouse, "select hidden_counts, small_counts, counts from out.public_release"
    )
    assert (release.hidden, release.counts) == (hidden, counts)
    # A rate's denominator is a count too, so 5 of A03B is one twice.
    assert (small, hidden, counts) == (1, 2, 24)
    page = read_page(folder / "index.html")
    partnerships = table_rows(page, "Partnership, November 2018")
    assert sorted(partnerships.values(), key=str) == [
        {"Assessed": "5", "Of these, onto the caseload": "* ([u])"},
        {"Assessed": "80", "Of these, onto the caseload": "60 (75%)"},
    ]


def test_the_metadata_describes_each_column(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    stored(warehouse, LITTLE)
    release, folder = make_release(tmp_settings, warehouse, "2018-11", NOW)
    metadata = json.loads((folder / "data.csv-metadata.json").read_text(encoding="utf-8"))
    columns = [column["name"] for column in metadata["tableSchema"]["columns"]]
    assert columns == list(data(folder)[0])
    assert metadata["dc:identifier"] == release.release_id
    assert metadata["url"] == "data.csv"


def test_nothing_is_released_before_it_is_signed_off(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    stored(warehouse, LITTLE, signed=False)
    with pytest.raises(Permanent, match="2018-11-a is not signed off"):
        make_release(tmp_settings, warehouse, "2018-11", NOW)
    assert asked(warehouse, "select 1 from out.public_release") == []
    assert not tmp_settings.out_dir.exists()


@pytest.mark.parametrize(
    ("period", "freeze"), [("2018-10", None), ("2018-10", "2018-11-a"), ("2018-11", "x")]
)
def test_what_is_not_there_is_not_released(
    warehouse: Warehouse, tmp_settings: InFolders, period: str, freeze: str | None
) -> None:
    stored(warehouse, LITTLE)
    with pytest.raises(Permanent, match="there is no"):
        make_release(tmp_settings, warehouse, period, NOW, freeze)


def test_released_again_it_is_the_same(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    stored(warehouse, LITTLE)
    first, folder = make_release(tmp_settings, warehouse, "2018-11", NOW)
    before = files(folder)
    again, _ = make_release(tmp_settings, warehouse, "2018-11", moment(date(2019, 3, 1)))
    assert again.release_id == first.release_id
    assert files(folder) == before
    assert asked(warehouse, "select did, subject from dq.access_log order by happened_at") == [
        ("released to the public", first.release_id),
        ("read the public release", first.release_id),
    ]


def test_a_stopped_release_leaves_nothing(
    warehouse: Warehouse, tmp_settings: InFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The suppression is broken here: it hides 1 to 4 and nothing else."""
    stored(warehouse, LITTLE)
    none = np.array([], dtype=np.int64)
    monkeypatch.setattr(Suppression, "run", lambda *_: Outcome(none, [], none))
    with pytest.raises(Permanent, match=r"nothing is released.*closed_prior by partnership: 1") as stopped:
        make_release(tmp_settings, warehouse, "2018-11", NOW)
    assert "A03B" not in str(stopped.value)
    assert asked(warehouse, "select 1 from out.public_release union all select 1 from out.ccjr_public") == []
    assert not tmp_settings.out_dir.exists()


def test_a_restatement_does_not_tell_what_its_first_release_hid(
    warehouse: Warehouse, tmp_settings: InFolders
) -> None:
    stored(warehouse, LITTLE)
    _, first = make_release(tmp_settings, warehouse, "2018-11", NOW)
    restated = rows(("A03B", 6, 1, 0), ("A04B", 70, 12, 7))
    page_rows.store_rows(warehouse, "2018-11-b", "2018-11", "2019-01-05T02:00:00Z", restated, "2018-11-a")
    sign(warehouse, "2018-11-b")
    _, second = make_release(tmp_settings, warehouse, "2018-11", NOW)
    assert first != second
    cells = [
        {
            tuple(row[key] for key in ("area_code", "measure", "breakdown")): row["numerator"]
            for row in data(folder)
        }
        for folder in (first, second)
    ]
    of_a03b = [{key: text for key, text in release.items() if key[0] == "A03B"} for release in cells]
    assert of_a03b[0] == of_a03b[1]
    assert cells[1]["A04B", "assessed", ""] == "90"


def test_providers_are_not_in_it(warehouse: Warehouse, tmp_settings: InFolders) -> None:
    stored(warehouse, [*LITTLE, ("provider", "A0001", KIND, "assessed", "", 86, None)])
    _, folder = make_release(tmp_settings, warehouse, "2018-11", NOW)
    assert {row["level"] for row in data(folder)} == {"england", "region", "force", "partnership"}

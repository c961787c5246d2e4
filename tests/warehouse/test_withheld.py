"""Who has not consented, and what may not be kept, is in no table, no Parquet file and no finding."""

import re
import zipfile
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg import sql

from nights.files import extract, row, treatment
from nights.house import House
from oracle.random_rows import Cells
from oracle.rows import ITEMS

SENTINEL = "Qx{:02}z"
KEPT = {"AGNCY", "CLIENTID", "CONSENT"}


def _sentinels(consent: str, client: str) -> Cells:
    """A row in which every item holds a text of its own."""
    own = {item: SENTINEL.format(number) for number, item in enumerate(ITEMS)}
    return own | {"AGNCY": "A0001", "CONSENT": consent, "CLIENTID": client}


def _everywhere(house: House) -> str:
    """All text of all tables, of all Parquet files, and of all feedback; the archive of raw bytes aside."""
    told = []
    with psycopg.connect(house.warehouse.url) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert len(tables) > 30
        for schema, name in tables:
            query = sql.SQL("select t::text from {} as t").format(sql.Identifier(schema, name))
            told += [text for (text,) in connection.execute(query).fetchall()]
    for path in (house.settings.archive_dir / "staged").rglob("*.parquet"):
        told += [str(line) for line in pq.read_table(path).to_pylist()]
    told += [text for path in _feedback(house) for text in _texts(path)]
    return "\n".join(told)


def _texts(path: Path) -> list[str]:
    """What a file says; a workbook in all of its parts."""
    if path.suffix != ".xlsx":
        return [path.read_text(encoding="utf-8")]
    with zipfile.ZipFile(path) as parts:
        return [parts.read(name).decode("utf-8") for name in parts.namelist()]


def _feedback(house: House) -> list[Path]:
    found = [path for path in house.settings.out_dir.rglob("*") if path.is_file()]
    assert found
    return found


def test_the_search_itself_finds_what_is_there(house: House) -> None:
    """The rows below differ from this one in CONSENT alone; here the same texts are found."""
    house.send(extract(_sentinels("Y", "C9"), row(2)))
    told = _everywhere(house)
    for item in ("CLIENT", "EPISODID", "REFSTID", "SUBMID", "CMSID"):
        assert SENTINEL.format(ITEMS.index(item)) in told
    assert SENTINEL.format(ITEMS.index("ETHNIC")).upper() in told


@pytest.mark.parametrize("consent", ["N", "n", " N ", "", "X", "NULL"])
def test_rows_without_consent_are_nowhere(house: House, consent: str) -> None:
    """Refused: withheld. Not readable: of E08 rows nothing is kept but the three items and the row number."""
    (verdict,) = house.send(extract(_sentinels(consent, "C9"), row(2)))
    told = _everywhere(house)
    for number, item in enumerate(ITEMS):
        if item not in KEPT:
            assert SENTINEL.format(number).upper() not in told.upper(), item
    refused = consent.strip().upper() == "N"
    counts = {
        name: verdict[name] for name in ("rows_submitted", "rows_withheld", "rows_in_error", "rows_loaded")
    }
    assert counts == {
        "rows_submitted": 1 if refused else 2,
        "rows_withheld": 1 if refused else 0,
        "rows_in_error": 0 if refused else 1,
        "rows_loaded": 1,
    }
    findings = house.ask(
        "select row_no, client_ref, episode_id, rule, item, value from out.finding where row_no = 1"
    )
    shown = None if consent in {"", "NULL"} else consent
    e08 = {
        "row_no": 1,
        "client_ref": None,
        "episode_id": None,
        "rule": "E08",
        "item": "CONSENT",
        "value": shown,
    }
    assert findings == ([] if refused else [e08])


def test_one_no_withholds_every_row_of_the_client(house: House) -> None:
    """Exact text; rows with an unreadable consent too; a blank CLIENTID groups nothing."""
    (verdict,) = house.send(
        extract(
            _sentinels("Y", "C9"),
            row(2),
            _sentinels("N", "C9") | {"EPISODID": "other"},
            _sentinels("?", "C9"),
            row(3, CLIENTID="c9"),
            row(4, CLIENTID="", CONSENT="N"),
            row(5, CLIENTID=""),
        )
    )
    assert (verdict["rows_submitted"], verdict["rows_withheld"]) == (3, 4)
    assert (verdict["rows_in_error"], verdict["rows_loaded"]) == (1, 2)
    told = _everywhere(house).upper()
    assert not any(SENTINEL.format(number).upper() in told for number in range(len(ITEMS)))
    assert "C9" not in house.column("select client_id from core.episode")
    assert sorted(set(house.column("select row_no from out.finding where row_no is not null"))) == [7]


def test_a_full_postcode_is_nowhere(house: House) -> None:
    units = ["TS14AB", "ts1 4ab", "SW1A 2AA", "ZZ99 3WZ"]
    codes = [*units, "TS1 4ABC", "4 High Street"]
    (verdict,) = house.send(extract(*(row(n, PC=code) for n, code in enumerate(codes, start=1))))
    assert verdict["rows_loaded"] == len(codes)
    told = _everywhere(house).upper()
    for outward, inward in (("TS1", "4AB"), ("SW1A", "2AA"), ("ZZ99", "3WZ")):
        assert not re.search(rf"\b{outward}\s*{inward}\b", told)
    assert "HIGH STREET" not in told
    assert house.column("select postcode_sector from core.episode order by episode_id") == [
        *("TS1 4", "TS1 4", "SW1A 2", "ZZ99 3"),
        *(None, None),
    ]
    shown = house.ask("select rule, value from out.finding order by row_no")
    assert [tuple(line.values()) for line in shown] == [
        *(("W05", "*" * len(code)) for code in units),
        *(("W04", "*" * len(code)) for code in codes[4:]),
    ]


@pytest.mark.parametrize("form", ["07/09/1987", "1987-09-07", "19870907"])
def test_a_client_reference_that_tells_the_birth_date_is_nowhere(house: House, form: str) -> None:
    """It is masked wherever findings show it, of other rules too, and stored blank."""
    house.send(extract(row(1, DOB="07/09/1987", CLIENT=f"jk-{form}", ETHNIC="?")))
    told = _everywhere(house)
    assert f"jk-{form}" not in told
    assert house.column("select distinct client_ref from out.finding") == ["*" * len(f"jk-{form}")]
    assert house.column("select client_ref from core.episode") == [None]


def test_the_same_guard_holds_for_treatment_files(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1, CLIENT="jk-14/03/1985", DISRSN="?"))
    house.night()
    assert "jk-14/03/1985" not in _everywhere(house)


@pytest.mark.parametrize("item", ["FINITIAL", "SINITIAL", "DOB", "PC"])
def test_what_identifies_is_shown_masked(house: House, item: str) -> None:
    """A name where an initial should be is in no table, and the Parquet file does not know it either."""
    house.send(extract(row(1, **{item: "Rumpelstilz"}), row(2)))
    assert "RUMPEL" not in _everywhere(house).upper()
    (line,) = house.ask("select value, client_ref, episode_id, row_no from out.finding where item = %s", item)
    assert line == {"value": "*" * 11, "client_ref": "ref-1", "episode_id": "E1", "row_no": 1}


def test_views_show_no_identity(house: House) -> None:
    """No view has a column of initials, birth date or postcode."""
    columns = house.column(
        "select column_name from information_schema.columns"
        " where table_schema = 'out' and table_name <> 'submission'"
    )
    assert len(columns) > 80
    assert not {name for name in columns if re.search("initial|dob|birth|postcode|^pc$", name)}


def test_no_log_line_quotes_a_value(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        house.send(extract(_sentinels("Y", "C9"), row(2, SEX="Q", CLIENT="private")))
    assert not any(SENTINEL.format(number).upper() in caplog.text.upper() for number in range(len(ITEMS)))
    assert "private" not in caplog.text

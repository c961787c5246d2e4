"""The definitions hold the items of the specification, and the tables of the warehouse follow them."""

import re
from pathlib import Path

import psycopg
import pytest

from cjit.dataset.definition import FEEDS, Definition, Item, definition
from cjit.warehouse.connection import Warehouse

SPECIFICATION = Path(__file__).parents[3] / "shared/spec/dataset.md"
NAMES = {"cjit": "O", "structured": "structured", "secure": "secure"}

# dataset.md, "Items" and "The two datasets to match against": item, M where mandatory, how it is read.
ITEMS = """
FINITIAL M letter | SINITIAL M letter | DOB M date | SEX M code:sex | ETHNIC code:ethnicity
NATION code:nation | AGNCY M agency | CLIENT text:30 | CLIENTID M text:20 | EPISODID M text:20
CONSENT M code:yes_no | PC postcode | DAT M place:dat | LA place:la | ACCMNEED code:accommodation
EMPSTAT code:employment | PRNTSTAT code:parental | PREGNANT code:yes_no | DRUG1 M code:drug1
DRUG2 code:drug2 | DRUG3 code:drug3 | ROUTE code:route | INJSTAT code:injecting | ALCDDAYS count:28
ALCUNITS count:200 | EVNTDT date | PROMPT M code:prompt | TRFFROM place:dat_or_prison | ASSESSDT M date
CASESTDT M date | CLOSEDT M date | CLSRSN M code:closure | TRFTO M place:dat_or_prison
REFSTID text:20 | REFSTDT date | REFSTAG agency | SUBMID text:20 | SUBMODDT date
RECPEER code:yes_no | RECMAID code:yes_no | RECFMSP code:yes_no | RECPRNT code:yes_no | RECHSE code:yes_no
RECEMP code:yes_no | RECEDUT code:yes_no | RECWPRJ code:yes_no | RECCHKP code:yes_no | RECRLPP code:yes_no
RECCMPT code:yes_no | RECGNH code:yes_no | RECSMOC code:yes_no | RECOTH code:yes_no | CMSID text:15
"""
STRUCTURED = """
AGNCY M agency | CLIENT text:30 | EPISODID M text:20 | FINITIAL M letter | SINITIAL M letter | DOB M date
SEX M code:sex | DAT M place:dat | REFLD M date | TRIAGED M date | MODST M date | DISD M date
DISRSN M code:treatment_discharge
"""
SECURE = """
PRISON M agency | STAYID M text:20 | FINITIAL M letter | SINITIAL M letter | DOB M date | SEX M code:sex
ADMDT M date | EXITDT M date | EXITRSN M code:prison_exit | EXITDAT M place:dat | REFREL M code:yes_no
"""
SPECIFIED = {"O": ITEMS, "structured": STRUCTURED, "secure": SECURE}

MASKED = {"FINITIAL", "SINITIAL", "DOB", "PC"}
KEEP_CASE = {"CLIENT", "CLIENTID", "EPISODID", "REFSTID", "SUBMID", "CMSID"}
TYPES = {"text": "text", "date": "date", "integer": "integer", "boolean": "boolean"}


def _specified(name: str) -> list[str]:
    return [
        " ".join(entry.split()) for entry in SPECIFIED[name].replace("\n", "|").split("|") if entry.strip()
    ]


def _as_specified(item: Item) -> str:
    bound = item.list or item.max_length or item.maximum
    kind = item.kind if bound is None else f"{item.kind}:{bound}"
    return f"{item.name} M {kind}" if item.mandatory else f"{item.name} {kind}"


@pytest.mark.parametrize("name", sorted(SPECIFIED))
def test_definition_holds_every_item_in_order(name: str) -> None:
    assert [_as_specified(item) for item in definition(name).items] == _specified(name)


@pytest.mark.parametrize("name", sorted(SPECIFIED))
def test_masking_and_case(name: str) -> None:
    items = definition(name).items
    assert {item.name for item in items if item.masked} == MASKED & {item.name for item in items}
    assert {item.name for item in items if item.keep_case} == KEEP_CASE & {item.name for item in items}
    assert all(item.meaning for item in items)


def test_scopes_follow_the_children() -> None:
    """An episode's items repeat on all its rows; referrals and reviews are its children."""
    children = {
        item.name: item.scope for item in definition("O").items if item.scope in ("referral", "review")
    }
    assert {name for name, scope in children.items() if scope == "referral"} == {
        "REFSTID",
        "REFSTDT",
        "REFSTAG",
    }
    assert {name for name, scope in children.items() if scope == "review"} == {
        item.name for item in definition("O").items if item.name.startswith(("SUBM", "REC"))
    }


def _written() -> dict[str, str]:
    """The table of the specification, where it is at hand: item → `M` where mandatory."""
    if not SPECIFICATION.exists():
        return {}
    written: dict[str, str] = {}
    for names, mandatory in re.findall(r"^\| ([A-Z0-9 ]+?)( \*\*M\*\*)? \|", SPECIFICATION.read_text(), re.M):
        written |= dict.fromkeys(names.split(), "M" if mandatory else "")
    return written


def test_the_list_above_is_the_written_one() -> None:
    """This file's own copy serves where the specification is not at hand; it must not drift either."""
    ours = {words[0]: "M" if words[1] == "M" else "" for words in map(str.split, _specified("O"))}
    assert len(ours) == 53
    assert (_written() or ours) == ours


def _columns(warehouse: Warehouse, schema: str, table: str) -> dict[str, str]:
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = %s and table_name = %s order by ordinal_position",
            (schema, table),
        ).fetchall()
    return dict(rows)


@pytest.mark.parametrize("feed", FEEDS)
def test_staging_table_follows_the_definition(warehouse: Warehouse, feed: str) -> None:
    dataset = definition(NAMES[feed])
    wanted = {item.staged: "text" for item in dataset.items}
    wanted |= {column.name: TYPES[column.type] for column in dataset.derived}
    assert _columns(warehouse, "raw", feed) == wanted


def test_consent_table_keeps_nothing_else(warehouse: Warehouse) -> None:
    """Of rows that fire E08 only AGNCY, CLIENTID, CONSENT and the row number may be kept."""
    assert list(_columns(warehouse, "raw", "consent")) == ["clientid", "consent"]


def _kept(dataset: Definition, *scopes: str) -> dict[str, str]:
    def type_of(item: Item) -> str:
        if item.name.startswith("REC"):
            return "boolean"
        return {"date": "date", "count": "smallint"}.get(item.kind, "text")

    return {item.column: type_of(item) for item in dataset.of_scope(*scopes) if item.column}


_VERSION = {"agency_code": "text", "episode_id": "text", "submission_id": "text"}
_SINCE = "timestamp with time zone"
HOUSEKEEPING = {
    "episode": _VERSION
    | {"current_from": _SINCE, "current_to": _SINCE, "content_hash": "bigint", "person_key": "bytea"}
    | {"age": "smallint", "substance_group": "text"},
    "referral": _VERSION,
    "review": _VERSION,
    "treatment": {"agency_code": "text", "submission_id": "text", "person_key": "bytea"},
    "stay": {"prison_code": "text", "submission_id": "text", "person_key": "bytea"},
}


@pytest.mark.parametrize(
    ("table", "dataset", "scope"),
    [
        ("episode", "O", "episode"),
        ("referral", "O", "referral"),
        ("review", "O", "review"),
        ("treatment", "structured", "episode"),
        ("stay", "secure", "episode"),
    ],
)
def test_core_table_follows_the_definition(
    warehouse: Warehouse, table: str, dataset: str, scope: str
) -> None:
    """A column of the table is an item's or housekeeping, and every kept item has its column."""
    assert _columns(warehouse, "core", table) == HOUSEKEEPING[table] | _kept(definition(dataset), scope)

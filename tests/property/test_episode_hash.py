"""A change in any stored value makes a version; another spelling of the same does not."""

from datetime import date

import pytest

from cjit.dataset.definition import definition
from cjit.dataset.lists import lists_on
from cjit.dataset.register import read_register
from cjit.intake.reader import Sender, read_extract
from cjit.quality.check import check_rows
from cjit.quality.typed import Source
from cjit.warehouse.stored import episodes_of, stored_rows
from nights.files import REGISTER, extract, row
from oracle.random_rows import Cells

RECEIVED = date(2018, 12, 20)
FULL = row(
    1,
    **{
        "CLOSEDT": "01/12/2018",
        "CLSRSN": "205",
        "TRFTO": "DMI",
        "TRFFROM": "A08B",
        "PREGNANT": "N",
        "CMSID": "one",
    },
    **{
        "REFSTID": "R1",
        "REFSTDT": "10/11/2018",
        "REFSTAG": "S0001",
        "SUBMID": "S1",
        "SUBMODDT": "12/11/2018",
    },
    **{"DRUG2": "5000", "DRUG3": "7000"},
)
OTHER = {
    **{"FINITIAL": "L", "SINITIAL": "L", "DOB": "15/03/1985", "SEX": "F", "ETHNIC": "B", "NATION": "POL"},
    **{"CLIENT": "ref-2", "CLIENTID": "C2", "PC": "TS1 5", "DAT": "A08B", "LA": "E06000004", "ACCMNEED": "1"},
    **{"EMPSTAT": "1", "PRNTSTAT": "11", "PREGNANT": "Y", "DRUG1": "5000", "DRUG2": "7000", "DRUG3": "9997"},
    **{"ROUTE": "1", "INJSTAT": "P", "ALCDDAYS": "5", "ALCUNITS": "7", "EVNTDT": "03/11/2018", "PROMPT": "2"},
    **{"TRFFROM": "A04B", "ASSESSDT": "04/11/2018", "CASESTDT": "05/11/2018", "CLOSEDT": "02/12/2018"},
    **{"CLSRSN": "204", "TRFTO": "A08B", "REFSTID": "R2", "REFSTDT": "11/11/2018", "REFSTAG": "S0002"},
    **{"SUBMID": "S2", "SUBMODDT": "13/11/2018", "CMSID": "two"},
}
SAME = {
    **{
        "FINITIAL": " j",
        "DOB": "1985-03-14",
        "SEX": "m ",
        "NATION": "gbr",
        "PC": "ts1 4ab",
        "DRUG1": " 1011",
    },
    **{"ALCDDAYS": "04", "ALCUNITS": "006", "ASSESSDT": "20181105", "CLIENT": "\u00a0ref-1 ", "CONSENT": "y"},
    **{"REFSTDT": "2018-11-10", "RECPEER": "n", "RECOTH": "NA", "AGNCY": "a0001", "REFSTAG": "s0001"},
}


def _hashes(cells: list[Cells]) -> list[str]:
    """The hash of each row as an episode of a file of its own."""
    register, dataset, lists = read_register(REGISTER), definition("O"), lists_on(RECEIVED)
    sources = []
    for one in cells:
        rows = read_extract(extract(one), dataset, Sender("A0001", register, RECEIVED)).rows
        assert rows is not None
        sources.append(Source(rows, RECEIVED))
    chunk = check_rows(sources, dataset, lists, register)
    assert chunk.clean.all(), chunk.judged.findings.to_pylist()
    hashes: list[str] = episodes_of(chunk, stored_rows(chunk, lists)).episodes["content_hash"].to_pylist()
    assert len(hashes) == len(cells)
    return hashes


def _kept() -> list[str]:
    return [item.name for item in definition("O").items if item.column and item.name != "EPISODID"]


def test_every_stored_item_is_part_of_the_hash() -> None:
    flags = {name: "Y" for name in _kept() if name.startswith("REC")}
    others = OTHER | flags
    assert set(others) == set(_kept())
    plain, *changed = _hashes([FULL, *(FULL | {name: text} for name, text in others.items())])
    assert {name for name, told in zip(others, changed, strict=True) if told == plain} == set()
    assert len(set(changed)) == len(changed)


def test_another_spelling_is_the_same_episode() -> None:
    plain, *same = _hashes([FULL, *(FULL | {name: text} for name, text in SAME.items())])
    assert {name for name, told in zip(SAME, same, strict=True) if told != plain} == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"CLIENT": "a", "CLIENTID": "bc"}, {"CLIENT": "ab", "CLIENTID": "c"}),
        ({"DRUG2": "", "DRUG3": "5000"}, {"DRUG2": "5000", "DRUG3": ""}),
        ({"TRFFROM": "A08B", "TRFTO": ""}, {"TRFFROM": "", "TRFTO": "A08B"}),
        ({"REFSTID": "S1", "SUBMID": "R1"}, {"REFSTID": "R1", "SUBMID": "S1"}),
        ({"RECPEER": "Y"}, {"RECMAID": "Y"}),
        ({"REFSTID": "2018-11-10", "REFSTDT": ""}, {"REFSTID": "", "REFSTDT": "10/11/2018"}),
    ],
)
def test_a_value_that_moves_to_another_item_is_a_change(one: dict[str, str], other: dict[str, str]) -> None:
    reason = {"CLSRSN": "201", "TRFTO": ""}
    first, second = _hashes([FULL | reason | one, FULL | reason | other])
    assert first != second


@pytest.mark.parametrize(
    "item", sorted({*OTHER, "RECPEER"} - {"FINITIAL", "SINITIAL", "DOB", "SEX", "CLIENTID"})
)
def test_what_else_is_checked_together_does_not_matter(item: str) -> None:
    """A night's files are checked in chunks, and other nights have other chunks."""
    optional = {item: ""} if item not in {"DAT", "DRUG1", "PROMPT", "ASSESSDT"} else {}
    transfer = {"TRFTO": "", "CLSRSN": "201"} if item == "TRFTO" else {}
    closure = {"CLSRSN": "", "CLOSEDT": "", "TRFTO": ""} if item in {"CLSRSN", "CLOSEDT"} else {}
    alone = _hashes([FULL])
    blank_beside = FULL | {"CLIENTID": "C9", "EPISODID": "E9"} | optional | transfer | closure
    if item == "CASESTDT":
        blank_beside |= {"CLSRSN": "101", "TRFTO": ""}
    assert _hashes([FULL, blank_beside])[:1] == alone
    assert _hashes([FULL | {item: OTHER.get(item, "Y")}, FULL])[1:] == alone

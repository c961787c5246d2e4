"""Where a rule begins: the day itself, the day before and the day after; the last length, number and age.

Each case is judged twice, by the library and by the plain reading of the rules in tests/oracle.
"""

from datetime import date, timedelta

import pytest

from nights.files import REGISTER, extract, row
from oracle.facts import read_lists, read_register
from oracle.files import read_file
from oracle.judge import judge
from oracle.product import through_product
from oracle.random_rows import Cells
from oracle.rows import Night

RECEIVED = date(2018, 12, 20)
FACTS = read_lists(), read_register(REGISTER)
Case = tuple[str, str, Cells, bool]
"""Rule, item, the cells that differ from a good row, and whether the rule fires on the item."""

CLOSED = {"CLSRSN": "201"}
LONG_AGO = {"ASSESSDT": "01/12/2017", "EVNTDT": "01/12/2017", "CASESTDT": "02/12/2017"}
NOT_ON_CASELOAD = {"CASESTDT": "", "CLSRSN": "101"}


def fires(*sent: Cells, received: date = RECEIVED) -> set[tuple[int, str, str]]:
    """Row, rule and item of each finding, as both readings say."""
    data = extract(*sent)
    answer = through_product(data, folder="A0001", register=REGISTER, received=received)
    night = Night(received, *FACTS)
    read = read_file(data, "A0001", night)
    judgement = judge(read.rows, night)
    assert (answer.fatal, answer.findings, answer.counts) == ([], judgement.findings, judgement.counts)
    return {(finding.row_no, finding.rule, finding.item) for finding in answer.findings}


def _day(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)


def around(
    rule: str, item: str, day: str, silent: tuple[int, ...], moved: str = "", **cells: str
) -> list[Case]:
    """The item (or another, `moved`) on the day before, the day itself and the day after.

    silent: on which of these, -1, 0 and 1, the rule does not fire.
    """
    cases = []
    for step in (-1, 0, 1):
        on = f"{_day(day) + timedelta(days=step):%d/%m/%Y}"
        cases.append((rule, item, {**cells, moved or item: on}, step not in silent))
    return cases


def lengths(rule: str, item: str, last: int) -> list[Case]:
    """So many characters and one more; of two bytes each, since characters are counted."""
    return [(rule, item, {item: letter * n}, n > last) for letter in "xé" for n in (last, last + 1)]


def numbers(rule: str, item: str, last: int, **cells: str) -> list[Case]:
    texts = {"0": False, str(last): False, f"00{last}": False, str(last + 1): True, "-1": True, "1.0": True}
    return [(rule, item, {**cells, item: text}, fired) for text, fired in texts.items()]


def born(assessed: str, birth: str, error: bool, warning: bool) -> list[Case]:
    cells = {"DOB": birth, "ASSESSDT": assessed, "EVNTDT": assessed, "CASESTDT": ""}
    return [("E16", "DOB", cells, error), ("W25", "DOB", cells, warning)]


CASES: list[Case] = [
    # E13: the day of receipt is not in the future.
    *around("E13", "EVNTDT", "20/12/2018", (-1, 0)),
    *around("E13", "ASSESSDT", "20/12/2018", (-1, 0), CASESTDT=""),
    *around("E13", "CASESTDT", "20/12/2018", (-1, 0)),
    *around("E13", "CLOSEDT", "20/12/2018", (-1, 0), **CLOSED),
    *around("E13", "REFSTDT", "20/12/2018", (-1, 0), REFSTID="R1"),
    *around("E13", "SUBMODDT", "20/12/2018", (-1, 0), SUBMID="S1"),
    # Dates of one episode. The good row is assessed on 05/11/2018 and on the caseload a day later.
    *around("E17", "CASESTDT", "05/11/2018", (0, 1)),
    *around("E18", "CLOSEDT", "06/11/2018", (0, 1), **CLOSED),
    *around("E18", "CLOSEDT", "05/11/2018", (0, 1), **NOT_ON_CASELOAD),
    *around("W22", "EVNTDT", "05/11/2018", (-1, 0)),
    *around("W27", "CLOSEDT", "05/11/2018", (0,), **NOT_ON_CASELOAD),
    *around("W30", "REFSTDT", "05/11/2018", (0, 1), REFSTID="R1"),
    *around("W30", "REFSTDT", "20/11/2018", (-1, 0), REFSTID="R1", CLOSEDT="20/11/2018", **CLOSED),
    *around("W33", "SUBMODDT", "05/11/2018", (0, 1), SUBMID="S1"),
    *around("W33", "SUBMODDT", "20/11/2018", (-1, 0), SUBMID="S1", CLOSEDT="20/11/2018", **CLOSED),
    # W23: 365 days before assessment, in a year without and in one with 29 February.
    *around("W23", "EVNTDT", "05/11/2017", (0, 1)),
    *around("W23", "EVNTDT", "29/02/2016", (0, 1), ASSESSDT="28/02/2017"),
    # W37: on the caseload for 365 days, and nothing for 182.
    *around("W37", "CASESTDT", "20/12/2017", (0, 1), ASSESSDT="01/12/2017", EVNTDT="01/12/2017"),
    *around("W37", "CASESTDT", "21/06/2018", (0, 1), "REFSTDT", REFSTID="R1", **LONG_AGO),
    *around("W37", "CASESTDT", "20/12/2018", (-1, 0), "SUBMODDT", SUBMID="S1", **LONG_AGO),
    # E03 and ages.
    *around("E03", "DOB", "01/01/1903", (0, 1)),
    *born("05/11/2018", "05/11/2008", error=False, warning=True),
    *born("05/11/2018", "06/11/2008", error=True, warning=False),
    *born("05/11/2018", "05/11/2000", error=False, warning=False),
    *born("05/11/2018", "06/11/2000", error=False, warning=True),
    *born("28/02/2018", "29/02/2008", error=True, warning=False),
    *born("01/03/2018", "29/02/2008", error=False, warning=True),
    *born("28/02/2018", "29/02/2000", error=False, warning=True),
    *born("01/03/2018", "29/02/2000", error=False, warning=False),
    *lengths("E06", "CLIENTID", 20),
    *lengths("E07", "EPISODID", 20),
    *lengths("W03", "CLIENT", 30),
    *numbers("W19", "ALCDDAYS", 28),
    *numbers("W20", "ALCUNITS", 200),
]


def _name(case: Case) -> str:
    rule, _, cells, fired = case
    shown = " ".join(f"{name} {text}" for name, text in cells.items())
    return f"{rule} {'fires' if fired else 'silent'} {shown}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_rule_begins_where_it_says(case: Case) -> None:
    rule, item, cells, fired = case
    assert ((1, rule, item) in fires(row(1, **cells))) is fired


# Bournemouth was a partnership and an authority to the end of March 2019, and a part of others from April on.
_OLD, _NEW = {"DAT": "K02B", "LA": "E06000028"}, {"DAT": "K17B", "LA": "E06000058"}


@pytest.mark.parametrize(
    ("assessed", "codes", "valid"),
    [
        ("31/03/2019", _OLD, True),
        ("01/04/2019", _OLD, False),
        ("31/03/2019", _NEW, False),
        ("01/04/2019", _NEW, True),
    ],
)
def test_codes_are_those_of_the_day_of_assessment(assessed: str, codes: Cells, valid: bool) -> None:
    """Whenever the file comes in; an area that moved on 1 April 2019 has its old code for the day before."""
    for received in (date(2019, 4, 1), date(2020, 2, 29)):
        sent = row(1, ASSESSDT=assessed, EVNTDT="", CASESTDT="", **codes)
        found = {(rule, item) for _, rule, item in fires(sent, received=received)}
        assert (("E09", "DAT") in found, ("W06", "LA") in found) == (not valid, not valid)
        assert ("W07", "LA") not in found  # both are of the same day


@pytest.mark.parametrize(("received", "valid"), [(date(2019, 3, 31), True), (date(2019, 4, 1), False)])
def test_without_a_day_of_assessment_codes_are_those_of_the_day_of_receipt(
    received: date, valid: bool
) -> None:
    found = fires(row(1, ASSESSDT="", EVNTDT="", CASESTDT="", **_OLD), received=received)
    assert ((1, "E09", "DAT") in found, (1, "W06", "LA") in found) == (not valid, not valid)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_an_episode_may_begin_on_the_day_that_the_one_before_ended(step: int) -> None:
    begins = f"{date(2018, 11, 20) + timedelta(days=step):%d/%m/%Y}"
    before = row(1, CLOSEDT="20/11/2018", **CLOSED)
    after = row(2, CLIENTID="C1", CLIENT="ref-1", ASSESSDT=begins, CASESTDT="")
    assert ((2, "E25", "ASSESSDT") in fires(before, after)) is (step < 0)


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_who_died_may_have_been_seen_that_day(step: int) -> None:
    """W36 asks for a later day of assessment than that of the episode in which the client died."""
    seen = f"{date(2018, 11, 5) + timedelta(days=step):%d/%m/%Y}"
    died = row(1, CLOSEDT="06/11/2018", CLSRSN="211")
    assert ((1, "W36", "CLSRSN") in fires(died, row(2, CLIENTID="C1", ASSESSDT=seen))) is (step > 0)


@pytest.mark.parametrize("received", [date(2020, 2, 29), date(2019, 12, 31), date(2019, 1, 1)])
def test_the_day_of_receipt_may_be_a_leap_day_or_the_turn_of_a_year(received: date) -> None:
    yesterday, today, tomorrow = (f"{received + timedelta(days=n):%d/%m/%Y}" for n in (-1, 0, 1))
    for day, late in ((yesterday, False), (today, False), (tomorrow, True)):
        found = fires(row(1, EVNTDT="", ASSESSDT=day, CASESTDT=""), received=received)
        assert ((1, "E13", "ASSESSDT") in found) is late


@pytest.mark.parametrize("shared", ["CLIENTID", "EPISODID"])
@pytest.mark.parametrize("born", ["", "15/03/1985"])
def test_a_reference_that_tells_a_date_of_birth_is_masked_on_all_rows_of_the_client(
    shared: str, born: str
) -> None:
    """Of the rows that share neither id with the one that tells, nobody's date of birth is known by it."""
    sent = [row(1, CLIENT="x19850314", DOB="14/03/1985")]
    sent.append(row(2, CLIENT="x19850314", DOB=born, **{shared: sent[0][shared]}))
    sent.append(row(3, CLIENT="x19850314", DOB="15/03/1985", SEX=""))
    data = extract(*sent)
    fires(*sent)
    found = through_product(data, folder="A0001", register=REGISTER, received=RECEIVED).findings
    assert {(finding.row_no, finding.client_ref) for finding in found} == {
        (1, "*" * 9),
        (2, "*" * 9),
        (3, "x19850314"),
    }

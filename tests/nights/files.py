"""Tiny provider files: rows that fire nothing until a test says what is wrong with them."""

from pathlib import Path

from oracle.random_files import plain_file
from oracle.random_rows import Cells
from oracle.rows import ITEMS
from oracle.short import SECURE, STRUCTURED

REGISTER = Path(__file__).parents[1] / "corpus/agencies.csv"
"""Knows A0001 and A0002 (cjit), S0001 and S0002 (structured) and DMI (secure) on the days of these nights."""

_CLEAN = {
    **{"FINITIAL": "J", "SINITIAL": "K", "DOB": "14/03/1985", "SEX": "M", "ETHNIC": "A", "NATION": "GBR"},
    **{"AGNCY": "A0001", "CLIENT": "ref-1", "CLIENTID": "C1", "EPISODID": "E1", "CONSENT": "Y"},
    **{"PC": "TS1 4", "DAT": "A04B", "LA": "E06000002", "ACCMNEED": "3", "EMPSTAT": "12", "PRNTSTAT": "14"},
    **{"DRUG1": "1011", "DRUG2": "9996", "DRUG3": "9997", "ROUTE": "3", "INJSTAT": "N"},
    **{"ALCDDAYS": "4", "ALCUNITS": "6", "EVNTDT": "04/11/2018", "PROMPT": "1"},
    **{"ASSESSDT": "05/11/2018", "CASESTDT": "06/11/2018"},
}


def row(number: int = 1, **cells: str) -> Cells:
    """A row that fires nothing: the only episode of a client of its own, numbered; `cells` say otherwise."""
    own = {"CLIENT": f"ref-{number}", "CLIENTID": f"C{number}", "EPISODID": f"E{number}"}
    return dict.fromkeys(ITEMS, "") | _CLEAN | own | cells


def extract(*rows: Cells) -> bytes:
    """A CJIT file of these rows: UTF-8, LF, every item a column."""
    return plain_file(list(rows))


def rows(count: int, agency: str = "A0001", **cells: str) -> list[Cells]:
    """So many rows of `row`, numbered from 1, of one agency."""
    return [row(number, AGNCY=agency, **cells) for number in range(1, count + 1)]


def treatment(*numbers: int, agency: str = "S0001", **cells: str) -> bytes:
    """A structured treatment file with an episode for each number."""
    return plain_file([_stay_or_treatment(n) | {"AGNCY": agency, **cells} for n in numbers], STRUCTURED)


def stays(*numbers: int, **cells: str) -> bytes:
    """A secure settings file of DMI with a stay for each number."""
    return plain_file([_stay_or_treatment(n) | {"PRISON": "DMI", **cells} for n in numbers], SECURE)


def _stay_or_treatment(number: int) -> Cells:
    return {
        **{"FINITIAL": "J", "SINITIAL": "K", "DOB": "14/03/1985", "SEX": "M"},
        **{"CLIENT": f"ref-{number}", "EPISODID": f"T{number}", "DAT": "A04B", "REFLD": "06/11/2018"},
        **{"TRIAGED": "08/11/2018", "MODST": "12/11/2018", "DISD": "01/12/2018", "DISRSN": "80"},
        **{"STAYID": f"T{number}", "ADMDT": "01/06/2018", "EXITDT": "02/11/2018", "EXITRSN": "R"},
        **{"EXITDAT": "A04B", "REFREL": "Y"},
    }

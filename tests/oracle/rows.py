"""A submitted row with its meaning, what makes an item valid, and a finding."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from oracle.facts import Lists, Register
from oracle.text import clean, forms_of, is_sector, is_unit, read_count, read_date, stars

_REC_ENDS = "PEER MAID FMSP PRNT HSE EMP EDUT WPRJ CHKP RLPP CMPT GNH SMOC OTH"
_ITEMS_BEFORE_REC = """
FINITIAL SINITIAL DOB SEX ETHNIC NATION AGNCY CLIENT CLIENTID EPISODID CONSENT PC DAT LA ACCMNEED EMPSTAT
PRNTSTAT PREGNANT DRUG1 DRUG2 DRUG3 ROUTE INJSTAT ALCDDAYS ALCUNITS EVNTDT PROMPT TRFFROM ASSESSDT CASESTDT
CLOSEDT CLSRSN TRFTO REFSTID REFSTDT REFSTAG SUBMID SUBMODDT
"""
_MANDATORY = """
FINITIAL SINITIAL DOB SEX AGNCY CLIENTID EPISODID CONSENT DAT DRUG1 PROMPT ASSESSDT CASESTDT CLOSEDT CLSRSN
TRFTO
"""
REC_ITEMS = tuple(f"REC{end}" for end in _REC_ENDS.split())
ITEMS = (*_ITEMS_BEFORE_REC.split(), *REC_ITEMS, "CMSID")
MANDATORY = tuple(_MANDATORY.split())
MASKED = {"FINITIAL", "SINITIAL", "DOB", "PC"}
TRANSFERS = {"104", "105", "204", "205", "206"}


@dataclass(frozen=True, order=True)
class Finding:
    """What the provider is told about one item of one row."""

    row_no: int
    rule: str
    item: str
    value: str | None
    client_ref: str | None
    episode_id: str | None


@dataclass(frozen=True)
class Night:
    """What a file is judged with."""

    received: date
    lists: Lists
    register: Register


class Row:
    """One data row: normalised texts (None = blank), and the questions that the rules ask."""

    def __init__(self, number: int, cells: dict[str, str], night: Night) -> None:
        self.number = number
        self.night = night
        self.texts = {item: clean(item, cell) for item, cell in cells.items()}
        self.sibling_tells = False

    def __getitem__(self, item: str) -> str | None:
        return self.texts.get(item)

    def blank(self, item: str) -> bool:
        return self[item] is None

    def present(self, item: str) -> bool:
        return self[item] is not None

    def date_of(self, item: str) -> date | None:
        return read_date(self[item])

    def not_a_date(self, item: str) -> bool:
        return self.present(item) and self.date_of(item) is None

    def day(self, item: str) -> date:
        """The date of an item that is known to be one."""
        day = self.date_of(item)
        assert day is not None, item
        return day

    def judged_on(self) -> date:
        """The day on which DAT and LA must be valid codes: ASSESSDT, else the day of receipt."""
        return self.date_of("ASSESSDT") or self.night.received

    def valid(self, *items: str) -> bool:
        """Whether no rule about one of the items alone fires on it."""
        return not any(item in BROKEN and BROKEN[item](self) for item in items)

    def in_list(self, item: str, name: str) -> bool:
        return self[item] in self.night.lists.codes[name]

    def length(self, item: str) -> int:
        return len(self[item] or "")

    def client_has_birth_date(self) -> bool:
        """CLIENT contains the (valid) date of birth in any accepted form."""
        client = self["CLIENT"]
        if client is None or not self.valid("DOB"):
            return False
        return any(form in client for form in forms_of(self.day("DOB")))

    def shown(self, item: str) -> str | None:
        """The value as a finding shows it: masked where it would identify."""
        text = self[item]
        tells = item == "CLIENT" and (self.sibling_tells or self.client_has_birth_date())
        return stars(text) if text is not None and (item in MASKED or tells) else text


def look_at_siblings(rows: list[Row], *ids: str) -> None:
    """Note which rows have the CLIENT of another row of the same id that tells the date of birth."""
    telling = [row for row in rows if row.client_has_birth_date()]
    for row in rows:
        row.sibling_tells = any(
            row["CLIENT"] == other["CLIENT"] and row[name] == other[name] and row.present(name)
            for other in telling
            for name in ids
        )


def usable_id(row: Row, item: str) -> bool:
    """CLIENTID, EPISODID, STAYID: neither blank nor over 20 characters."""
    return row.present(item) and row.length(item) <= 20


def _not_letter(row: Row, item: str) -> bool:
    text = row[item]
    return text is None or len(text) != 1 or not "A" <= text <= "Z"


def _bad_birth(row: Row) -> bool:
    birth = row.date_of("DOB")
    return birth is None or birth < date(1903, 1, 1)


def _closure(row: Row) -> bool:
    return row.in_list("CLSRSN", "closure_prior") or row.in_list("CLSRSN", "closure_from")


def _outside(name: str, item: str) -> Callable[[Row], bool]:
    """Present and not in the list."""
    return lambda row: row.present(item) and not row.in_list(item, name)


def _blank_or_outside(name: str, item: str) -> Callable[[Row], bool]:
    return lambda row: not row.in_list(item, name)


def _drug(item: str, *misplaced: str) -> Callable[[Row], bool]:
    return lambda row: not row.in_list(item, "drug") or row[item] in misplaced


def _authority(row: Row) -> bool:
    if row.blank("LA"):
        return row["DAT"] != "Z00B"
    return not row.night.lists.authority_on(row["LA"], row.judged_on())


def _postcode(row: Row) -> bool:
    text = row["PC"]
    return text is None or not (is_sector(text) or is_unit(text))


# item → whether its own rule fires: the rules "about that item alone" (rules.md, "How the rules read").
# E09 and W06 count as such for DAT and LA. An item that is not here is always valid.
BROKEN: dict[str, Callable[[Row], bool]] = {
    "FINITIAL": lambda row: _not_letter(row, "FINITIAL"),
    "SINITIAL": lambda row: _not_letter(row, "SINITIAL"),
    "DOB": _bad_birth,
    "SEX": _blank_or_outside("sex", "SEX"),
    "ETHNIC": _blank_or_outside("ethnicity", "ETHNIC"),
    "NATION": lambda row: row["NATION"] not in row.night.lists.nations,
    "CLIENT": lambda row: row.blank("CLIENT") or row.length("CLIENT") > 30,
    "CLIENTID": lambda row: not usable_id(row, "CLIENTID"),
    "EPISODID": lambda row: not usable_id(row, "EPISODID"),
    "STAYID": lambda row: not usable_id(row, "STAYID"),
    "CONSENT": lambda row: row["CONSENT"] not in {"Y", "N"},
    "PC": _postcode,
    "DAT": lambda row: not row.night.lists.dat_on(row["DAT"], row.judged_on()),
    "LA": _authority,
    "ACCMNEED": _blank_or_outside("accommodation", "ACCMNEED"),
    "EMPSTAT": _outside("employment", "EMPSTAT"),
    "PRNTSTAT": _outside("parental", "PRNTSTAT"),
    "PREGNANT": lambda row: row["PREGNANT"] not in {None, "Y", "N"},
    "DRUG1": _drug("DRUG1", "9996", "9997"),
    "DRUG2": _drug("DRUG2", "9997"),
    "DRUG3": _drug("DRUG3", "9996"),
    "ROUTE": _blank_or_outside("route", "ROUTE"),
    "INJSTAT": _outside("injecting", "INJSTAT"),
    "ALCDDAYS": lambda row: read_count(row["ALCDDAYS"], 28) is None,
    "ALCUNITS": lambda row: read_count(row["ALCUNITS"], 200) is None,
    "EVNTDT": lambda row: row.not_a_date("EVNTDT"),
    "PROMPT": _blank_or_outside("prompt", "PROMPT"),
    "ASSESSDT": lambda row: row.date_of("ASSESSDT") is None,
    "CASESTDT": lambda row: row.not_a_date("CASESTDT"),
    "CLOSEDT": lambda row: row.not_a_date("CLOSEDT"),
    "CLSRSN": lambda row: row.present("CLSRSN") and not _closure(row),
    "REFSTDT": lambda row: row.not_a_date("REFSTDT"),
    "SUBMODDT": lambda row: row.not_a_date("SUBMODDT"),
}

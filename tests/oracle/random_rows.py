"""Random rows that mix believable episodes with every kind of fault. Deterministic for a seed."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from random import Random

from oracle.facts import read_lists
from oracle.rows import ITEMS, REC_ITEMS
from oracle.text import forms_of

Cells = dict[str, str]
DAYS_OF_RECEIPT = (
    date(2018, 12, 20),
    date(2019, 3, 31),
    date(2019, 4, 1),
    date(2019, 9, 30),
    date(2020, 2, 29),
    date(2021, 2, 28),
)
_NOT_DATES = """
31/02/2018 29/02/2017 29/02/2019 2018-1-5 5/1/2018 2018/01/05 01-02-2018 20181301 00/00/0000 soon
2018-11-05T00:00 02/13/2018 2018-11-31 0181105 ２０１８-11-05 05/11/１８ +2018-11-05 05/11/18 1/1/1 18-11-05
2018-02-29 05.11.2018 2018-11-5 2018 0000-01-01 01/01/0000 201811050
"""
NOT_DATES = (*_NOT_DATES.split(), "05 /11/2018", "20181105 0")
_ODD_DATES = "01/01/1903 31/12/1902 1903-01-01 19021231 01/01/0001 9999-12-31 20080401 31/03/2009"
ODD_DATES = tuple(_ODD_DATES.split())
HOMES = (
    *(("A04B", "E06000002"), ("A08B", "E06000004"), ("K02B", "E06000028"), ("K17B", "E06000058")),
    *(("K06B", "E07000052"), ("K18B", "E06000059"), ("G10B", "E07000201"), ("G10B", "E07000245")),
    ("Z00B", ""),
)
_PLACES = "A04B A08B K02B K17B Z00B DMI HHI WAI a08b dmi A4B Leeds A0001 DM1 TRN"
PLACES = tuple(_PLACES.split())
_POSTCODES = """
TS1 4/ts1 4/TS1 4AB/ts14ab/SW1A 2AA/SW1A2AA/SW1A 2/ZZ99 3/ZZ99 3WZ/TS1/TS14/TS1  4/TS1 4A/TS1 4ABC/T 4/1TS 4/
TS1\u00a04/W1A 1AB/TSX1 4/TS123 4/TS1 ４
"""
POSTCODES = tuple(text.strip("\n") for text in _POSTCODES.split("/"))
_COUNTS = "0 00 1 007 28 29 200 201 -1 +1 1.0 1e1 ４ four 99999999999999999999"
COUNTS = tuple(_COUNTS.split())
_AGENCIES = "A0001 S0001 s0002 A0003 DMI S9999 S001 X"
AGENCIES = tuple(_AGENCIES.split())
LETTERS = ("J", "j", "K", "JK", "É", "é", "4", "-", "ﬀ", "Ｊ", "J.", "ı")
SPACES = (" ", "\u00a0", "\t", "  ", "\u2003", "\u3000", "\n")

CLOSURES = ["closure_prior", "closure_from"]
SOUND = {
    **{"FINITIAL": "J", "SINITIAL": "K", "SEX": "M", "ETHNIC": "A", "NATION": "GBR", "AGNCY": "A0001"},
    **{"CONSENT": "Y", "PC": "TS1 4", "ACCMNEED": "3", "EMPSTAT": "12", "PRNTSTAT": "14", "INJSTAT": "N"},
    **{"ALCDDAYS": "4", "ALCUNITS": "6", "PROMPT": "1", "CMSID": "CASE 4.2"},
}


@cache
def _codes(name: str) -> list[str]:
    return sorted(read_lists().codes[name])


def _drug(random: Random) -> str:
    return random.choice(_codes("drug"))


def _spell(random: Random, day: date) -> str:
    return random.choice(forms_of(day))


def _years_before(random: Random, day: date) -> date:
    """A birth date at or beside a birthday on which an age counts, often of 29 February."""
    if random.random() < 0.2:
        return date(random.choice((1984, 2000, 2008)), 2, 29)
    years = random.choice((9, 10, 11, 17, 18, 19, 35))
    near = day.replace(year=day.year - years, day=min(day.day, 28))
    return near + timedelta(days=random.choice((-1, 0, 0, 1)))


def believable_episode(random: Random, received: date, client: int, number: int) -> Cells:
    """One row that fires little or nothing."""
    assessed = received - timedelta(days=random.choice((0, 1, 5, 30, 100, 200, 366, 400, 600)))
    birth = date(1985, 3, 14) if random.random() < 0.93 else _years_before(random, assessed)
    home, authority = random.choice(HOMES if random.random() < 0.3 else HOMES[:2])
    drugs = random.choice((("1011", "9996", "9997"), ("7000", "9996", "9997"), ("5000", "3201", "7000")))
    happened = assessed - timedelta(days=random.choice((0, 1, 365, 366)))
    cells = dict.fromkeys(ITEMS, "") | SOUND
    cells |= {"DOB": f"{birth:%d/%m/%Y}", "DAT": home, "LA": authority}
    cells |= {"CLIENT": f"ref-{client}", "CLIENTID": f"C{client}", "EPISODID": f"E{number}"}
    cells |= dict(zip(("DRUG1", "DRUG2", "DRUG3"), drugs, strict=True))
    cells |= {"ROUTE": "4" if drugs[0] == "7000" else "3"}
    cells |= {"EVNTDT": _spell(random, happened), "ASSESSDT": _spell(random, assessed)}
    _course(random, cells, assessed, received)
    return cells


def _course(random: Random, cells: Cells, assessed: date, received: date) -> None:
    """Caseload, closure and transfer: mostly as the guidance has them."""
    course = random.choice(("open", "caseload", "caseload", "prior", "closed", "closed", "muddled"))
    later = [assessed + timedelta(days=days) for days in sorted(random.choices((0, 0, 1, 10, 40, 366), k=2))]
    caseload, closed = (min(day, received + timedelta(days=random.random() < 0.1)) for day in later)
    if course not in {"prior", "open"}:
        cells["CASESTDT"] = _spell(random, caseload)
    if course in {"prior", "closed", "muddled"}:
        lists = {"prior": ["closure_prior"], "closed": ["closure_from"]}.get(course, CLOSURES)
        cells["CLOSEDT"] = _spell(random, assessed if course == "prior" and random.random() < 0.7 else closed)
        cells["CLSRSN"] = random.choice(_codes(random.choice(lists)))
    if cells["CLSRSN"] in {"104", "105", "204", "205", "206"} or random.random() < 0.03:
        cells["TRFTO"] = random.choice(PLACES)


def add_children(random: Random, cells: Cells, received: date, number: int) -> None:
    """A referral and a review, either of them perhaps missing or half there."""

    def lately() -> str:
        return _spell(random, received - timedelta(days=random.choice((0, 1, 30, 181, 182, 183, 400))))

    if random.random() < 0.5:
        agency = random.choice(("S0001", "S0002", "", *AGENCIES))
        cells |= {"REFSTID": f"R{number}", "REFSTDT": lately(), "REFSTAG": agency}
    if random.random() < 0.5:
        cells |= {"SUBMID": f"S{number}", "SUBMODDT": lately()}
        cells |= {item: random.choice(("Y", "N", "y", "", "X")) for item in random.sample(REC_ITEMS, k=3)}


def _date_fault(random: Random, cells: Cells, item: str, received: date) -> str:
    near = received + timedelta(days=random.choice((-366, -365, -183, -182, -1, 0, 1)))
    other = random.choice(("EVNTDT", "ASSESSDT", "CASESTDT", "CLOSEDT"))
    leap = ("29/02/2016", "28/02/2018", "01/03/2018")
    birth = (_spell(random, _years_before(random, received)),)
    pools = (NOT_DATES, ODD_DATES, (_spell(random, near),), (cells[other],), birth if item == "DOB" else leap)
    return random.choice(random.choice(pools))


def _client_fault(random: Random, cells: Cells) -> str:
    spelt = (cells["DOB"].strip(), "14/03/1985", "1985-03-14", "19850314", "31/12/1902")
    odd = ("r" * 30, "r" * 31, "é" * 30, "NA", "=1+1", 'a"b,c', "r" * 21 + "14/03/1985")
    return random.choice((*(f"x{text}y" for text in spelt), *odd))


def _any_code(*names: str) -> Callable[[Random], str]:
    odd = ("01", "X", "0", "é", "1.0")
    return lambda random: random.choice((*odd, *(code for name in names for code in _codes(name))))


ODD_IDS = (
    "C1",
    "c1",
    "E1",
    "e1",
    "C2",
    "E2",
    "x" * 20,
    "x" * 21,
    "é" * 20,
    "é" * 21,
    "null",
    " C1\u00a0",
    "a,b",
)
FAULTS: dict[str, Callable[[Random], str]] = {
    **dict.fromkeys(("FINITIAL", "SINITIAL"), lambda random: random.choice(LETTERS)),
    "SEX": lambda random: random.choice(("F", "f", "X", "1", "MALE")),
    "ETHNIC": _any_code("ethnicity"),
    "NATION": lambda random: random.choice(("gbr", "POL", "UK", "GB", "XKX", "ＧＢＲ", "ZZZ")),
    **dict.fromkeys(("CLIENTID", "EPISODID"), lambda random: random.choice(ODD_IDS)),
    "CONSENT": lambda random: random.choice(("N", "n", " N ", "X", "YES", "Ｙ", "y")),
    "PC": lambda random: random.choice(POSTCODES),
    "DAT": lambda random: random.choice((*(dat for dat, _ in HOMES), "a04b", "DMI", "A4B", "A04")),
    "LA": lambda random: random.choice((*(la for _, la in HOMES), "e06000002", "A04B", "E0600002")),
    "ACCMNEED": _any_code("accommodation", "route"),
    "EMPSTAT": _any_code("employment"),
    "PRNTSTAT": _any_code("parental", "route"),
    "PREGNANT": lambda random: random.choice(("Y", "y", "N", "X", "1")),
    **dict.fromkeys(("DRUG1", "DRUG2", "DRUG3"), _any_code("drug")),
    "ROUTE": _any_code("route", "parental"),
    "INJSTAT": _any_code("injecting", "sex"),
    **dict.fromkeys(("ALCDDAYS", "ALCUNITS"), lambda random: random.choice(COUNTS)),
    "PROMPT": lambda random: random.choice(("6", "6", *_codes("prompt"), "01", "13", "６")),
    **dict.fromkeys(("TRFFROM", "TRFTO"), lambda random: random.choice(PLACES)),
    "CLSRSN": _any_code("closure_prior", "closure_from", "treatment_discharge"),
    "REFSTAG": lambda random: random.choice(AGENCIES),
    **dict.fromkeys(("REFSTID", "SUBMID"), lambda random: random.choice(("R1", "S1", "x" * 21))),
    **dict.fromkeys(REC_ITEMS, lambda random: random.choice(("Y", "N", "y", "X", "Ｙ"))),
    "CMSID": lambda random: random.choice(("case 4.2", "x" * 16)),
}


def spoil(random: Random, cells: Cells, item: str, received: date) -> str:
    """Another text for one cell: blank, another spelling of the same, or a fault of its kind."""
    kind = random.random()
    if item == "AGNCY":
        return random.choice((cells[item], cells[item].lower(), f"\u00a0{cells[item]} "))
    if kind < 0.15:
        return random.choice(("", "NA", "null", "Na", " ", "\u00a0", " NULL\t"))
    if kind < 0.25:
        same = random.choice((cells[item], cells[item].lower()))
        return random.choice(SPACES) + same + random.choice(SPACES)
    if item in {"DOB", "EVNTDT", "ASSESSDT", "CASESTDT", "CLOSEDT", "REFSTDT", "SUBMODDT"}:
        return _date_fault(random, cells, item, received)
    if item == "CLIENT":
        return _client_fault(random, cells)
    return FAULTS[item](random)


def random_rows(random: Random, received: date, most: int) -> list[Cells]:
    """1 to `most` rows of a few clients: overlapping episodes, repeated ones, refused consent, faults."""
    fault_rate = random.choice((0, 0, 0.01, 0.03, 0.1, 0.3))
    clients = random.randint(1, most)
    rows: list[Cells] = []
    for number in range(random.randint(1, most)):
        if rows and random.random() < 0.25:
            cells = dict(random.choice(rows))
        else:
            cells = believable_episode(random, received, random.randint(1, clients), number)
        if random.random() < 0.5:
            add_children(random, cells, received, number)
        for item in ITEMS:
            if random.random() < fault_rate:
                cells[item] = spoil(random, cells, item, received)
        rows.insert(random.randint(0, len(rows)), cells)
    return rows

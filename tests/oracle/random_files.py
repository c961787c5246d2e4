"""Rows as bytes in the many shapes that providers send, and random rows of the two short datasets."""

from datetime import date, timedelta
from random import Random

from oracle.random_rows import LETTERS, NOT_DATES, PLACES, Cells
from oracle.rows import ITEMS, MANDATORY
from oracle.short import SECURE, STRUCTURED
from oracle.text import forms_of

BOM = b"\xef\xbb\xbf"


def plain_file(rows: list[Cells], items: tuple[str, ...] = ITEMS) -> bytes:
    """UTF-8, LF, columns in the order of the specification."""
    lines = [list(items), *([cells.get(item, "") for item in items] for cells in rows)]
    return _written(lines, False, "\n").encode()


def odd_file(random: Random, rows: list[Cells], items: tuple[str, ...] = ITEMS) -> bytes:
    """Columns shuffled, header names in any case, an unknown column, other line ends and encodings."""
    names = random.sample(items, k=len(items))
    extra = random.random() < 0.3
    header = [random.choice((name, name.lower(), f" {name}\u00a0")) for name in names] + ["My notes"] * extra
    lines = [header, *([cells.get(name, "") for name in names] + ["Ünknown"] * extra for cells in rows)]
    end = random.choice(("\n", "\r\n", "\r"))
    text = _written(lines, random.random() < 0.5, end, random.choice(("", "", end)))
    text = text.removesuffix(end) + random.choice(("", end, end * 3))
    if random.random() < 0.3:
        try:
            return text.encode("cp1252")
        except UnicodeEncodeError:
            pass
    return random.choice((b"", BOM)) + text.encode()


def _written(lines: list[list[str]], quote_all: bool, end: str, between: str = "") -> str:
    return "".join(",".join(_field(cell, quote_all) for cell in line) + end + between for line in lines)


def _field(cell: str, quote: bool) -> str:
    if quote or any(mark in cell for mark in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


DAMAGE = (
    *(
        b'"',
        b'""',
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b" ",
        b"\x81",
        b"\xe9",
        b"\0",
        b"x",
        b'"x"',
        b',"',
        b'",',
    ),
    *(
        BOM,
        b"\xc3\xa9",
        b'\n"',
        b'"\n',
        b'"\r',
        b"\t",
        b",,,",
        b'"a\nb"',
        b"'",
        b"   \n",
        b"\x8d",
        b"\xff\xfe",
    ),
)


def damaged_file(random: Random, rows: list[Cells]) -> bytes:
    """A small file of the mandatory columns with up to three accidents in its bytes."""
    names = (*random.sample(MANDATORY, k=len(MANDATORY)), *random.choice(((), ("CLIENT",), ("NOTES", "LA"))))
    data = plain_file(rows, names).replace(b"\n", random.choice((b"\n", b"\r\n", b"\r")))
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        place = random.randint(0, len(data))
        match random.choice(("insert", "insert", "insert", "cut", "end", "double")):
            case "insert":
                data = data[:place] + random.choice(DAMAGE) + data[place:]
            case "cut":
                data = data[:place] + data[place + random.choice((1, 1, 2, 5, 40)) :]
            case "end":
                data = data[:place]
            case "double":
                mark = random.choice((b",", b'"', b"\n", b"A0001"))
                data = data.replace(mark, random.choice((b"", mark * 2, b"x")), 1)
    return data


def some_columns(random: Random, rows: list[Cells]) -> list[Cells]:
    """The rows without a few columns that are not mandatory, now and then."""
    if random.random() < 0.7:
        return rows
    optional = [item for item in ITEMS if item not in MANDATORY]
    gone = set(random.sample(optional, k=random.randint(1, len(optional))))
    return [{item: cell for item, cell in cells.items() if item not in gone} for cells in rows]


def _short_date(random: Random, received: date) -> str:
    day = received + timedelta(days=random.choice((-900, -30, -1, 0, 1)))
    return random.choice(("", *forms_of(day), random.choice(NOT_DATES)))


def random_short_rows(random: Random, received: date, feed: str) -> list[Cells]:
    """1 to 8 rows of `_structured` or `_secure`, each cell sound or faulty."""
    return [_short_row(random, received, feed) for _ in range(random.randint(1, 8))]


def _short_row(random: Random, received: date, feed: str) -> Cells:
    rate = random.choice((0.05, 0.4))

    def mostly(sound: str, *others: str) -> str:
        return random.choice(("", "NA", *others)) if random.random() < rate else sound

    person = {
        "FINITIAL": mostly("J", *LETTERS),
        "SINITIAL": mostly("K", *LETTERS),
        "DOB": mostly(
            "14/03/1985", "19850314", "31/12/1902", *NOT_DATES, *forms_of(received + timedelta(days=1))
        ),
        "SEX": mostly("F", "m", "X", "1"),
    }
    number = f"T{random.randint(1, 12)}"
    if feed == "structured":
        dates = {item: _short_date(random, received) for item in ("REFLD", "TRIAGED", "MODST", "DISD")}
        return person | dates | {
            "AGNCY": random.choice(("S0001", " s0001")),
            "CLIENT": mostly("ref-1", "é", "x" * 31, "a14/03/1985"),
            "EPISODID": mostly(number, number.lower(), "x" * 20, "x" * 21),
            "DAT": mostly("A04B", *PLACES),
            "DISRSN": mostly("", "80", "89", "R", "080", "90"),
        }  # fmt: skip
    return person | {
        "PRISON": random.choice(("DMI", "dmi ")),
        "STAYID": mostly(number, number.lower(), "x" * 20, "x" * 21),
        "ADMDT": _short_date(random, received),
        "EXITDT": _short_date(random, received),
        "EXITRSN": mostly("R", "t", "X", "80"),
        "EXITDAT": mostly("A04B", *PLACES),
        "REFREL": mostly("Y", "n", "X"),
    }


SHORT_ITEMS = {"structured": STRUCTURED, "secure": SECURE}

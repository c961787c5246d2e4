"""How a fault gets into the file: each way changes some rows of a page of texts.

A way takes the page, the positions of the rows, and a whole number for each row (the same for all rows of an
episode) by which it chooses among several forms of the same fault.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cjit.sample.draws import Columns, Ints, Texts
from cjit.sample.places import Places


@dataclass(frozen=True)
class Page:
    """The rows of one file.

    texts: by item. episode: position of each row's episode in `facts`. dates: days to texts.
    """

    texts: dict[str, Texts]
    episode: Ints
    facts: Columns
    places: Places
    dates: Callable[[Ints], Texts]

    def fact(self, name: str, rows: Ints) -> Ints:
        """A fact about the episodes of some rows."""
        return self.facts[name][self.episode[rows]]


Way = Callable[[Page, Ints, Ints], None]


def put(item: str, *values: str) -> Way:
    """One of these texts instead."""
    choices = np.array(values, dtype=object)

    def way(page: Page, rows: Ints, luck: Ints) -> None:
        page.texts[item][rows] = choices[luck % len(choices)]

    return way


def day(item: str, since: str, first: int, last: int) -> Way:
    """A day from `first` to `last` days after another one of the episode (before it where negative)."""

    def way(page: Page, rows: Ints, luck: Ints) -> None:
        page.texts[item][rows] = page.dates(page.fact(since, rows) + first + luck % (last - first + 1))

    return way


def copy(source: str, item: str) -> Way:
    """The text of another item of the row."""

    def way(page: Page, rows: Ints, luck: Ints) -> None:
        page.texts[item][rows] = page.texts[source][rows]

    return way


def together(*ways: Way) -> Way:
    """One after the other."""

    def way(page: Page, rows: Ints, luck: Ints) -> None:
        for one in ways:
            one(page, rows, luck)

    return way


def next_letter(item: str) -> Way:
    """The next letter of the alphabet, as a slip on the keyboard would."""
    following = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "BCDEFGHIJKLMNOPQRSTUVWXYZA", strict=True))

    def way(page: Page, rows: Ints, luck: Ints) -> None:
        page.texts[item][rows] = [following[letter] for letter in page.texts[item][rows]]

    return way


def next_code(item: str, *codes: str) -> Way:
    """The code after the present one."""
    following = dict(zip(codes, (*codes[1:], codes[0]), strict=True))

    def way(page: Page, rows: Ints, luck: Ints) -> None:
        page.texts[item][rows] = [following[code] for code in page.texts[item][rows]]

    return way


def client_of_birth(page: Page, rows: Ints, luck: Ints) -> None:
    """CLIENT made of initials and date of birth."""
    texts = page.texts
    texts["CLIENT"][rows] = texts["FINITIAL"][rows] + texts["SINITIAL"][rows] + texts["DOB"][rows]


def unit_postcode(page: Page, rows: Ints, luck: Ints) -> None:
    """Two letters more than the sector."""
    ends = np.array(["AB", "JT", "XR", "NP", "UQ"], dtype=object)
    page.texts["PC"][rows] = page.texts["PC"][rows] + ends[luck % len(ends)]


def neighbouring_la(page: Page, rows: Ints, luck: Ints) -> None:
    """The first local authority of another DAT of the region."""
    places = page.places
    lasting = np.flatnonzero(places.la_last > places.last)
    lasting = np.intersect1d(lasting, places.homes)
    _, first = np.unique(places.la_dat[lasting], return_index=True)
    one_each = lasting[first]
    region = places.region(one_each)
    order = np.argsort(region, kind="stable")
    one_each, bounds = one_each[order], np.searchsorted(region[order], np.arange(len(places.regions) + 1))
    own = places.region(page.fact("home", rows))
    count = np.diff(bounds)[own]
    chosen = one_each[bounds[own] + luck % count]
    following = one_each[bounds[own] + (luck + 1) % count]
    inside = places.la_dat[chosen] == page.fact("dat", rows)
    page.texts["LA"][rows] = places.la_codes[np.where(inside, following, chosen)]


def mistyped_birth(page: Page, rows: Ints, luck: Ints) -> None:
    """Day and month the wrong way round where that is a date, else the year before."""
    dob = page.fact("dob", rows).astype("datetime64[D]")
    month = dob.astype("datetime64[M]")
    day_of_month = (dob - month).astype(np.int64) + 1
    month_of_year = month.astype(np.int64) % 12 + 1
    january = month.astype(np.int64) - (month_of_year - 1)
    swapped = (january + day_of_month - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    swapped += month_of_year - 1
    possible = (day_of_month <= 12) & (day_of_month != month_of_year)
    page.texts["DOB"][rows] = page.dates(np.where(possible, swapped, page.fact("dob", rows) - 365))


def mistyped_person(page: Page, rows: Ints, luck: Ints) -> None:
    """An initial or the date of birth, so that the person's key is another one."""
    initial = luck % 2 == 0
    next_letter("SINITIAL")(page, rows[initial], luck[initial])
    mistyped_birth(page, rows[~initial], luck[~initial])


def referral_without_caseload(page: Page, rows: Ints, luck: Ints) -> None:
    """A whole referral, made on the day of assessment."""
    page.texts["REFSTID"][rows] = "REF1"
    page.texts["REFSTDT"][rows] = page.dates(page.fact("assess", rows))
    page.texts["REFSTAG"][rows] = "S0001"


def left_open(page: Page, rows: Ints, luck: Ints) -> None:
    """The closure was never typed in."""
    for item in ("CLOSEDT", "CLSRSN", "TRFTO"):
        page.texts[item][rows] = ""

"""The people: who they are, where they live, and when a team first meets them."""

import numpy as np

from cjit.sample import mixes
from cjit.sample.draws import BLANK, NONE, Columns, Ints, below, chance, mostly, on_weekday, take
from cjit.sample.places import DISTRICTS, SECTORS
from cjit.sample.teams import Teams

YEAR_DAYS = 365.25


def settle(rng: np.random.Generator, teams: Teams, size: int, first: int, last: int) -> Columns:
    """So many people, each met by an agency for the first time on some day from `first` to `last`.

    Columns: agency, home, start (day), initials and sex and personal items as positions in their mixes, dob
    (day), drugs, district (for the postcode sector).
    """
    places = teams.places
    agency = teams.draw(rng, size)
    home = places.homes_in_dat(rng, teams.agency_dat[agency])
    nearby = chance(rng, mixes.LIVES_NEARBY, size)
    home = np.where(nearby, places.homes_in_region(rng, places.region(home)), home)
    home = np.where(chance(rng, mixes.LIVES_ABROAD, size), NONE, home)
    start = np.minimum(on_weekday(rng, first + below(rng, last - first + 1, size)), last)
    sex = mixes.SEX.draw(rng, size)
    london = places.region(home) == places.regions.index("London")
    drugs = mixes.DRUGS.draw(rng, size)
    return {
        "agency": agency,
        "home": home,
        "start": start,
        "initial": mixes.FIRST_LETTERS.draw(rng, size),
        "surname": mixes.SURNAME_LETTERS.draw(rng, size),
        "dob": _born(rng, start),
        "sex": sex,
        "ethnic": np.where(london, mixes.ETHNICITY_LONDON.draw(rng, size), mixes.ETHNICITY.draw(rng, size)),
        "nation": mixes.NATION.draw(rng, size),
        "accommodation": mixes.ACCOMMODATION.draw(rng, size),
        "employment": mixes.EMPLOYMENT.draw(rng, size),
        "parental": mixes.PARENTAL.draw(rng, size),
        "drugs": drugs,
        "injecting": _injecting(rng, drugs),
        "district": below(rng, DISTRICTS * SECTORS, size),
    }


def _born(rng: np.random.Generator, start: Ints) -> Ints:
    """Birth days for ages 18 to 65 on the day of the first contact, and a few of 16 and 17."""
    size = len(start)
    band = mixes.AGE.draw_values(rng, size)
    years = np.array([mixes.AGE_BAND_YEARS.get(age, 0) for age in range(100)], dtype=np.int64)[band]
    adult = (band * YEAR_DAYS).astype(np.int64) + 2 + below(rng, years * 365, size)
    young = int(16 * YEAR_DAYS) + 2 + below(rng, 2 * 365 - 10, size)
    return start - np.where(chance(rng, mixes.YOUNG_SHARE, size), young, adult)


def _injecting(rng: np.random.Generator, drugs: Ints) -> Ints:
    kind = kind_of(drugs)
    others = mixes.INJECTING_OTHERS.draw(rng, len(drugs))
    return np.where(kind == mixes.OPIATE, mixes.INJECTING.draw(rng, len(drugs)), others)


def kind_of(drugs: Ints) -> Ints:
    """OPIATE, CRACK, NON_OPIATE or ALCOHOL of each combination of drugs."""
    return np.array([value[3] for value in mixes.DRUGS.values], dtype=np.int64)[drugs]


def as_assessed(rng: np.random.Generator, people: Columns, contacts: Columns) -> Columns:
    """The personal items of each contact: mostly what they were, for a share something has changed."""
    size = len(contacts["person"])
    person = take(people, contacts["person"])
    drugs = mostly(rng, person["drugs"], mixes.DRUGS, 0.12)
    kind = kind_of(drugs)
    injecting = np.where(
        kind == mixes.OPIATE,
        mostly(rng, person["injecting"], mixes.INJECTING, 0.05),
        mixes.INJECTING_OTHERS.draw(rng, size),
    )
    drinks = np.array(["7000" in value[:3] for value in mixes.DRUGS.values])[drugs]
    dry = ~drinks & chance(rng, mixes.NEVER_DRINKS, size)
    days = np.where(drinks, 4 + below(rng, 25, size), 1 + below(rng, 10, size))
    units = np.where(drinks, 5 + below(rng, 36, size), 1 + below(rng, 15, size))
    pregnant = np.where(chance(rng, mixes.PREGNANT_SHARE, size), 1, 0)
    return {
        "accommodation": mostly(rng, person["accommodation"], mixes.ACCOMMODATION, 0.25),
        "employment": _asked(rng, mostly(rng, person["employment"], mixes.EMPLOYMENT, 0.15)),
        "parental": _asked(rng, person["parental"]),
        "pregnant": np.where(person["sex"] == mixes.FEMALE, pregnant, NONE),
        "drugs": drugs,
        "injecting": _asked(rng, injecting),
        "injects_now": ((injecting == 1) & chance(rng, 0.6, size)).astype(np.int64),
        "days": np.where(dry, 0, days),
        "units": np.where(dry, 0, units),
        "district": person["district"],
    }


def _asked(rng: np.random.Generator, positions: Ints) -> Ints:
    return np.where(chance(rng, mixes.ITEM_LEFT_OUT, len(positions)), NONE, positions)


def event_before(rng: np.random.Generator, assess: Ints, prompt: Ints) -> Ints:
    """The day of the event that prompted the contact; sometimes it was not asked."""
    size = len(assess)
    gap = np.where(prompt <= 3, mixes.EVENT_SOON.draw(rng, size), mixes.EVENT_LATER.draw(rng, size))
    return np.where(chance(rng, mixes.ITEM_LEFT_OUT, size), BLANK, assess - gap)

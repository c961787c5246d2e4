"""People of the sample with slips that are known: a synthetic truth to weigh near misses against.

A share of the people is known under two sets of the four items, since an agency or a treatment provider
mistyped one of them. Everything is drawn from one seed.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from cjit.linkage.candidates import PEOPLE
from cjit.sample import mixes
from cjit.sample.draws import BLANK, stream
from cjit.sample.world import World, build

UNTIL = date(2019, 12, 31)
SLIPS = {
    "first": 0.20,
    "surname": 0.25,
    "sex": 0.08,
    "swapped": 0.17,
    "day": 0.12,
    "month": 0.06,
    "year": 0.12,
}
ITEMS = ["first", "surname", "dob_year", "dob_month", "dob_day", "sex"]


@dataclass(frozen=True)
class Truth:
    """people: as candidates.PEOPLE. person: whose record it really is, by record."""

    people: pa.Table
    person: dict[str, int]

    def pairs(self) -> set[tuple[str, str]]:
        """Two records of one person in one DAT with a CJIT side."""
        frame = self.people.select(["record", "dat", "by_cjit"]).to_pandas()
        frame["person"] = frame["record"].map(self.person)
        both = frame.merge(frame, on=["person", "dat"], suffixes=("_a", "_b"))
        both = both[(both.record_a < both.record_b) & (both.by_cjit_a | both.by_cjit_b)]
        return set(zip(both.record_a, both.record_b, strict=True))


def truth(
    agencies: int = 12, months: int = 36, rows: int = 40_000, seed: int = 7, share: float = 0.02
) -> Truth:
    """A truth of about so many CJIT rows, `share` of the people mistyped somewhere.

    As given its areas have some 2,000 people each, as England's have on average, and chance is as busy.
    """
    world = build(agencies, months, UNTIL, seed, rows=rows)
    contacts = pd.concat([_cjit(world), _treatment(world)], ignore_index=True)
    rng = stream(seed, "slips")
    contacts = _mistyped(contacts, rng, share)
    return _people(contacts)


def _who(world: World, person: np.ndarray, dat: np.ndarray) -> pd.DataFrame:
    people = world.people
    born = people["dob"][person].astype("datetime64[D]").astype("datetime64[s]")
    dob = pd.Series(born).dt
    return pd.DataFrame(
        {
            "person": person,
            "dat": world.teams.places.codes[dat],
            "first": _texts(mixes.FIRST_LETTERS.values)[people["initial"][person]],
            "surname": _texts(mixes.SURNAME_LETTERS.values)[people["surname"][person]],
            "dob_year": dob.strftime("%Y"),
            "dob_month": dob.strftime("%m"),
            "dob_day": dob.strftime("%d"),
            "sex": _texts(mixes.SEX.values)[people["sex"][person]],
        }
    )


def _texts(values: tuple[str, ...]) -> np.ndarray:
    return np.array(values, dtype=object)


def _cjit(world: World) -> pd.DataFrame:
    episodes, places = world.episodes, world.teams.places
    rng = stream(1, "what agencies write down")
    rows = _who(world, episodes["person"], places.dat_on(episodes["home"], episodes["assess"]))
    size = len(rows)
    ethnic = _texts(mixes.ETHNICITY.values)[world.people["ethnic"][episodes["person"]]]
    other = _texts(mixes.ETHNICITY.values)[mixes.ETHNICITY.draw(rng, size)]
    ethnic = np.where(rng.random(size) < 0.05, other, ethnic)
    moved = rng.random(size) < 0.35
    last = np.where(episodes["close"] == BLANK, episodes["assess"], episodes["close"])
    referred = np.full(size, BLANK, dtype=np.int64)
    np.maximum.at(referred, world.referrals["episode"], world.referrals["day"])
    return rows.assign(
        place=episodes["agency"],
        by_cjit=True,
        ethnicity=np.where(ethnic == "Z", np.array(None), ethnic),
        drugs=_groups(episodes["drugs"]),
        sector=np.where(moved, rng.integers(0, 60, size), world.people["district"][episodes["person"]]),
        first_on=episodes["assess"],
        last_on=np.maximum(last, referred),
        referred_on=_known(referred),
        treated_on=np.nan,
    )


def _treatment(world: World) -> pd.DataFrame:
    rows = world.treatments
    dat = world.teams.places.dat_on(rows["home"], rows["referred"])
    start = np.where(rows["started"] == BLANK, rows["triaged"], rows["started"])
    ended = np.maximum(rows["ended"], np.maximum(rows["referred"], start))
    return _who(world, rows["person"], dat).assign(
        place=rows["provider"] + 10_000,
        by_cjit=False,
        ethnicity=None,
        drugs=None,
        sector=np.nan,
        first_on=rows["referred"],
        last_on=ended,
        referred_on=np.nan,
        treated_on=_known(start),
    )


def _known(days: np.ndarray) -> np.ndarray:
    return np.where(days == BLANK, np.nan, days)


def _groups(drugs: np.ndarray) -> np.ndarray:
    kinds = np.array([value[3] for value in mixes.DRUGS.values])[drugs]
    drinks = np.array(["7000" in value[:3] for value in mixes.DRUGS.values])[drugs]
    return np.where((kinds != mixes.OPIATE) & drinks, kinds * 10, kinds).astype(str)


def _mistyped(contacts: pd.DataFrame, rng: np.random.Generator, share: float) -> pd.DataFrame:
    """From a contact on, some people have one slip in all that this place writes down.

    Half of them at a CJIT, half anywhere; who had no other contact by then has been mistyped for good.
    """
    people = np.sort(contacts.loc[contacts["by_cjit"], "person"].unique())
    unlucky = people[rng.random(len(people)) < share]
    drawn = pd.DataFrame(
        {
            "slip": rng.choice(list(SLIPS), len(unlucky), p=list(SLIPS.values())),
            "luck": rng.random(len(unlucky)),
            "at_cjit": rng.random(len(unlucky)) < 0.5,
        },
        index=unlucky,
    )
    lots = pd.Series(rng.random(len(contacts)), index=contacts.index)
    of_them = contacts["person"].isin(unlucky) & (
        contacts["by_cjit"] | ~contacts["person"].map(drawn["at_cjit"]).eq(True)
    )
    chosen = contacts.loc[lots[of_them].sort_values().index].groupby("person")[["place", "first_on"]].first()
    there = contacts["place"].eq(contacts["person"].map(chosen["place"]))
    since = contacts["first_on"].ge(contacts["person"].map(chosen["first_on"]))
    kind = contacts["person"].map(drawn["slip"]).where(there & since)
    return _with_slips(contacts, kind, contacts["person"].map(drawn["luck"]))


def _with_slips(contacts: pd.DataFrame, kind: pd.Series, luck: pd.Series) -> pd.DataFrame:
    out = contacts.copy()
    letters = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for item in ("first", "surname"):
        rows = kind == item
        old = out.loc[rows, item].map(letters.index)
        out.loc[rows, item] = [letters[n] for n in (old + 1 + (luck[rows] * 25).astype(int)) % 26]
    rows = kind == "sex"
    out.loc[rows, "sex"] = out.loc[rows, "sex"].map({"M": "F", "F": "M"})
    rows = (kind == "swapped") & (out["dob_day"].astype(int) <= 12) & (out["dob_day"] != out["dob_month"])
    out.loc[rows, ["dob_day", "dob_month"]] = out.loc[rows, ["dob_month", "dob_day"]].to_numpy()
    for part, last in (("day", 28), ("month", 12)):
        rows = kind == part
        out.loc[rows, f"dob_{part}"] = [
            _other_digit(text, last, lot)
            for text, lot in zip(out.loc[rows, f"dob_{part}"], luck[rows], strict=True)
        ]
    rows = kind == "year"
    years = [
        text[:3] + str((int(text[3]) + 1 + int(lot * 9)) % 10)
        for text, lot in zip(out.loc[rows, "dob_year"], luck[rows], strict=True)
    ]
    out.loc[rows, "dob_year"] = years
    return out


def _other_digit(text: str, last: int, lot: float) -> str:
    near = [
        f"{n:02}"
        for n in range(1, last + 1)
        if sum(a != b for a, b in zip(text, f"{n:02}", strict=True)) == 1
    ]
    return near[int(lot * len(near))] if near else text


def _people(contacts: pd.DataFrame) -> Truth:
    """One record for each four items within a DAT; two people who share them are one, as in the warehouse."""
    rows = contacts.sort_values(["first_on", "place"], kind="stable")
    rows["by_treatment"] = ~rows["by_cjit"]
    groups = rows.groupby(["dat", *ITEMS], sort=True)
    people = groups.agg(
        person=("person", "first"),
        by_cjit=("by_cjit", "any"),
        by_treatment=("by_treatment", "any"),
        ethnicity=("ethnicity", "last"),
        drugs=("drugs", "last"),
        sector=("sector", "last"),
        first_on=("first_on", "min"),
        last_on=("last_on", "max"),
        referred_on=("referred_on", "max"),
        treated_on=("treated_on", "min"),
    ).reset_index()
    people["record"] = [f"{n:07}" for n in range(len(people))]
    people["sector"] = people["sector"].astype("Int64").astype("string")
    days = ["first_on", "last_on", "referred_on", "treated_on"]
    people[days] = people[days].astype("Int32")
    table = pa.Table.from_pandas(people[PEOPLE.names], schema=PEOPLE, preserve_index=False)
    return Truth(table, dict(zip(people["record"], people["person"].tolist(), strict=True)))

"""Where people live and which teams there are, from the reference lists in force.

A home is a position among the local authorities in force on the first simulated day; what it is called on a
later day follows from the mergers of 1 April 2019. `NONE` is out of England.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from cjit.dataset.lists import OUT_OF_ENGLAND, lists_on
from cjit.sample.draws import NONE, Ints, Texts, below, starts_of

MERGERS = {
    "E06000028": "E06000058",  # Bournemouth
    "E06000029": "E06000058",  # Poole
    "E07000048": "E06000058",  # Christchurch
    "E07000049": "E06000059",  # East Dorset
    "E07000050": "E06000059",  # North Dorset
    "E07000051": "E06000059",  # Purbeck
    "E07000052": "E06000059",  # West Dorset
    "E07000053": "E06000059",  # Weymouth and Portland
    "E07000190": "E07000246",  # Taunton Deane
    "E07000191": "E07000246",  # West Somerset
    "E07000201": "E07000245",  # Forest Heath
    "E07000204": "E07000245",  # St Edmundsbury
    "E07000205": "E07000244",  # Suffolk Coastal
    "E07000206": "E07000244",  # Waveney
}
"""Local authority → the one that took its place on 1 April 2019."""

POSTCODE_AREAS = {
    "North East": ("TS", "NE", "DH", "SR", "DL"),
    "North West": ("M", "L", "PR", "BB", "WN", "CH"),
    "Yorkshire and The Humber": ("LS", "S", "BD", "HU", "DN"),
    "East Midlands": ("NG", "LE", "DE", "NN", "LN"),
    "West Midlands": ("B", "CV", "ST", "WV", "DY"),
    "East of England": ("IP", "NR", "CB", "LU", "CM"),
    "London": ("E", "SE", "N", "SW", "W"),
    "South East": ("BN", "RG", "SO", "ME", "OX"),
    "South West": ("BS", "BH", "DT", "TA", "PL"),
    "": ("CF", "SA", "EH", "LL", "NP"),
}
"""By region; the last line is out of England."""
AREAS_EACH = 5
DISTRICTS, SECTORS = 20, 9

_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days from 1 January 1970."""
    return day.toordinal() - _EPOCH


@dataclass(frozen=True)
class Places:
    """DATs, local authorities and prisons as columns, and what belongs to what.

    codes: DAT codes, then prison codes: the vocabulary of TRFFROM and TRFTO. dat_*: by position among the
    DATs. la_*: by position among the local authorities; `homes` are the positions in force on the first day.
    """

    codes: Texts
    prison_at: dict[str, int]
    dat_region: Ints
    dat_in_force: Ints
    la_codes: Texts
    la_dat: Ints
    la_last: Ints
    la_next: Ints
    homes: Ints
    regions: tuple[str, ...]
    out: int
    last: int

    @classmethod
    def between(cls, first: date, last: date) -> "Places":
        """The places of a span of days, under the lists in force at its end."""
        lists = lists_on(last)
        dats = [str(code) for code in lists.partnerships["dat_code"].to_pylist()]
        prisons = [row["prison_code"] for row in lists.prisons.to_pylist() if row["closed_on"] is None]
        names = [region or "" for region in lists.partnerships["region"].to_pylist()]
        regions = tuple(POSTCODE_AREAS)
        authorities = lists.local_authorities
        las = [str(code) for code in authorities["la_code"].to_pylist()]
        owners = [str(code) for code in authorities["dat_code"].to_pylist()]
        at = {code: number for number, code in enumerate(las)}
        la_first, la_last = _days(authorities["valid_from"]), _days(authorities["valid_to"])
        starts, ends = _days(lists.partnerships["valid_from"]), _days(lists.partnerships["valid_to"])
        known = (starts <= day_number(last)) & (ends >= day_number(last))
        england = np.array([code != OUT_OF_ENGLAND for code in dats])
        start = day_number(first)
        return cls(
            codes=np.array(dats + prisons, dtype=object),
            prison_at={code: len(dats) + number for number, code in enumerate(prisons)},
            dat_region=np.array([regions.index(name) for name in names], dtype=np.int64),
            dat_in_force=np.flatnonzero(known & england),
            la_codes=np.array(las, dtype=object),
            la_dat=np.array([dats.index(code) for code in owners], dtype=np.int64),
            la_last=la_last,
            la_next=np.array([at.get(MERGERS.get(code, code), at[code]) for code in las], dtype=np.int64),
            homes=np.flatnonzero((la_first <= start) & (la_last >= start)),
            regions=regions,
            out=dats.index(OUT_OF_ENGLAND),
            last=day_number(last),
        )

    def la_on(self, home: Ints, day: Ints) -> Ints:
        """The local authority that a home lies in on a day, NONE out of England."""
        now = np.where(day > self.la_last[home], self.la_next[home], home)
        return np.where(home == NONE, NONE, now)

    def dat_on(self, home: Ints, day: Ints) -> Ints:
        """The DAT of residence on a day."""
        return np.where(home == NONE, self.out, self.la_dat[self.la_on(home, day)])

    def final_dat(self, home: Ints) -> Ints:
        """The DAT in force on the last day, by which teams are found."""
        return self.dat_on(home, np.full(len(home), self.last))

    def region(self, home: Ints) -> Ints:
        """Position of the home's region; the last one is out of England."""
        return np.where(home == NONE, len(self.regions) - 1, self.dat_region[self.la_dat[home]])

    @cached_property
    def _by_region(self) -> "_Homes":
        return _Homes.grouped(self.homes, self.region(self.homes), len(self.regions))

    @cached_property
    def _by_dat(self) -> "_Homes":
        return _Homes.grouped(self.homes, self.final_dat(self.homes), len(self.dat_region))

    def homes_in_region(self, rng: np.random.Generator, region: Ints) -> Ints:
        """A home in each of the given regions (of England)."""
        return self._by_region.draw(rng, region)

    def homes_in_dat(self, rng: np.random.Generator, dat: Ints) -> Ints:
        """A home in each of the given DATs, which must be in force on the last day."""
        return self._by_dat.draw(rng, dat)

    def homes_anywhere(self, rng: np.random.Generator, size: int) -> Ints:
        """Homes all over England."""
        return self.homes[below(rng, len(self.homes), size)]


@dataclass(frozen=True)
class _Homes:
    """Homes sorted by a group, to draw from the homes of a group."""

    sorted: Ints
    first: Ints
    count: Ints

    @classmethod
    def grouped(cls, homes: Ints, group: Ints, groups: int) -> "_Homes":
        order = np.argsort(group, kind="stable")
        bounds = starts_of(group[order], groups)
        return cls(homes[order], bounds[:-1], np.diff(bounds))

    def draw(self, rng: np.random.Generator, group: Ints) -> Ints:
        chosen = self.first[group] + below(rng, np.maximum(self.count[group], 1), len(group))
        return np.asarray(self.sorted[np.minimum(chosen, len(self.sorted) - 1)])


def _days(column: "pa.ChunkedArray[Any]") -> Ints:
    return np.asarray(column.cast(pa.int32()).to_numpy(), dtype=np.int64)

"""The teams of the sample: CJIT agencies, treatment providers and prisons, and the register of them."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from cjit.sample.draws import NONE, Ints, Mix, below
from cjit.sample.mixes import AGENCY_SIZES, FEMALE
from cjit.sample.places import Places

FIRST_DATS = (
    *("A04B", "A08B", "K18B", "K17B", "K12B", "G10B", "D08B", "H12B", "H13B", "A05B", "D02B"),
    *("K06B", "K02B"),
)
"""Areas of the first agencies: neighbours to transfer to, and those that changed on 1 April 2019."""
SECOND_TEAM_EVERY = 12
"""Every twelfth agency is a second one in an area that has one already."""

MENS_PRISONS = (
    *(("A", "DMI"), ("D", "LEI"), ("K", "EXI"), ("H", "PVI"), ("G", "CDI"), ("B", "LPI"), ("F", "BMI")),
    *(("E", "NMI"), ("J", "EYI"), ("A", "HHI"), ("D", "HLI"), ("K", "BLI"), ("H", "WWI"), ("G", "NWI")),
    *(("B", "PNI"), ("F", "HEI"), ("E", "LCI"), ("J", "WCI"), ("A", "NLI"), ("D", "DNI"), ("K", "GMI")),
    *(("H", "BXI"), ("G", "BFI"), ("B", "FBI"), ("F", "DGI"), ("E", "LII"), ("J", "LWI"), ("A", "DTI")),
    *(("D", "WEI"), ("K", "PDI"), ("H", "TSI"), ("G", "HPI"), ("B", "ACI"), ("F", "SFI"), ("E", "RNI")),
    *(("J", "HOI"), ("D", "MDI"), ("K", "CWI"), ("H", "WSI"), ("B", "RSI"), ("F", "OWI"), ("J", "RCI")),
)
"""Region letter and code, the most likely first."""
WOMENS_PRISONS = ("NHI", "BZI", "EWI", "LNI", "STI", "FHI", "PFI", "SDI", "DWI", "DHI")


@dataclass(frozen=True)
class Teams:
    """The senders of files.

    agency_dat: DAT of each CJIT agency. provider_dat: DAT of each treatment provider, one for each area
    served. prison_region: of the prisons for men, which are the first `mens`; NONE for the women's.
    """

    places: Places
    agency_codes: tuple[str, ...]
    agency_dat: Ints
    provider_codes: tuple[str, ...]
    provider_dat: Ints
    prison_codes: tuple[str, ...]
    prison_region: Ints
    mens: int

    @classmethod
    def choose(cls, places: Places, agencies: int) -> "Teams":
        """So many CJIT agencies, the treatment providers of their areas and the prisons around."""
        dats = _agency_dats(places, agencies)
        codes = [places.codes[dat] for dat in dats]
        served = list(dict.fromkeys(dats))
        mens, womens = _prisons(places, agencies, [places.codes[dat][0] for dat in served])
        letters = {code: letter for letter, code in MENS_PRISONS}
        by_letter = {places.codes[dat][0]: int(places.dat_region[dat]) for dat in places.dat_in_force}
        return cls(
            places,
            tuple(f"{code[0]}{number:04d}" for number, code in enumerate(codes, start=1)),
            np.array(dats, dtype=np.int64),
            tuple(f"S{number:04d}" for number in range(1, len(served) + 1)),
            np.array(served, dtype=np.int64),
            (*mens, *womens),
            np.array([by_letter[letters[code]] for code in mens] + [NONE] * len(womens), dtype=np.int64),
            len(mens),
        )

    def __len__(self) -> int:
        """The number of CJIT agencies."""
        return len(self.agency_codes)

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Agencies by their size."""
        sizes = Mix((number, AGENCY_SIZES[number % len(AGENCY_SIZES)]) for number in range(len(self)))
        return sizes.draw(rng, size)

    def serving(self, rng: np.random.Generator, dat: Ints) -> Ints:
        """An agency of each DAT in force on the last day, NONE where it has none."""
        order = np.argsort(self.agency_dat, kind="stable")
        bounds = np.searchsorted(self.agency_dat[order], np.arange(len(self.places.codes) + 1))
        count = np.diff(bounds)[dat]
        chosen = bounds[dat] + below(rng, np.maximum(count, 1), len(dat))
        return np.where(count > 0, order[np.minimum(chosen, len(order) - 1)], NONE)

    def provider_for(self, home: Ints, agency: Ints) -> Ints:
        """The treatment provider of the home's DAT, else of the agency's."""
        provider = np.full(len(self.places.codes), NONE, dtype=np.int64)
        provider[self.provider_dat] = np.arange(len(self.provider_dat))
        near = provider[self.places.final_dat(home)]
        return np.where(near == NONE, provider[self.agency_dat[agency]], near)

    def prison_for(self, rng: np.random.Generator, sex: Ints, region: Ints) -> Ints:
        """A prison for each person: men mostly go to one of their region, women to any of the women's."""
        size = len(sex)
        order = np.argsort(self.prison_region[: self.mens], kind="stable")
        bounds = np.searchsorted(self.prison_region[order], np.arange(len(self.places.regions) + 1))
        count = np.diff(bounds)[region]
        near = order[np.minimum(bounds[region] + below(rng, np.maximum(count, 1), size), self.mens - 1)]
        anywhere = below(rng, self.mens, size)
        men = np.where((count > 0) & (rng.random(size) < 0.85), near, anywhere)
        women = self.mens + below(rng, len(self.prison_codes) - self.mens, size)
        return np.where(sex == FEMALE, women, men)

    def prison_place(self, prison: Ints) -> Ints:
        """Positions of prisons among the place codes."""
        return np.array([self.places.prison_at[code] for code in self.prison_codes], dtype=np.int64)[prison]

    def register(self, opened: date) -> str:
        """agencies.csv: every team, open since that day."""
        lines = ["agency_code,name,dat_code,kind,valid_from,valid_to,email"]
        groups = (
            ("cjit", "CJIT", self.agency_codes, self.places.codes[self.agency_dat]),
            ("structured", "Treatment", self.provider_codes, self.places.codes[self.provider_dat]),
            ("secure", "Prison", self.prison_codes, [""] * len(self.prison_codes)),
        )
        for kind, word, codes, dats in groups:
            lines += [
                f"{code},{word} {code},{dat},{kind},{opened.isoformat()},,{code.lower()}@example.org"
                for code, dat in zip(codes, dats, strict=True)
            ]
        return "\n".join(lines) + "\n"


def _agency_dats(places: Places, agencies: int) -> list[int]:
    """The area of each agency: the first ones, then the regions in turn, again when all are used."""
    in_force = {places.codes[dat]: int(dat) for dat in places.dat_in_force}
    rank: dict[str, int] = {}
    order = []
    for code in in_force:
        rank[code[0]] = rank.get(code[0], 0) + 1
        order.append((rank[code[0]], code))
    first = [code for code in FIRST_DATS if code in in_force]
    queue = [*first, *(code for _, code in sorted(order) if code not in first)]
    chosen: list[int] = []
    for number in range(agencies):
        if number % SECOND_TEAM_EVERY == SECOND_TEAM_EVERY - 1:
            chosen.append(chosen[number // SECOND_TEAM_EVERY])
        else:
            chosen.append(in_force[queue[(number - number // SECOND_TEAM_EVERY) % len(queue)]])
    return chosen


def _prisons(places: Places, agencies: int, letters: list[str]) -> tuple[list[str], list[str]]:
    """The men's and the women's prisons that send files: a third as many as agencies, at least four."""
    wanted = max(4, agencies // 3)
    women = [code for code in WOMENS_PRISONS if code in places.prison_at][: max(1, wanted // 6)]
    near = [code for letter, code in MENS_PRISONS if letter in letters]
    far = [code for letter, code in MENS_PRISONS if letter not in letters]
    men = [code for code in (*near, *far) if code in places.prison_at][: wanted - len(women)]
    return men, women

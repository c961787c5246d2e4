"""From tables of whole numbers to the texts of one agency's file."""

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np

from cjit.dataset.definition import definition
from cjit.sample import mixes
from cjit.sample.children import SUPPORT_ITEMS
from cjit.sample.dates import written
from cjit.sample.draws import BLANK, NONE, Columns, Ints, Texts, groups_in, length, starts_of, take
from cjit.sample.places import AREAS_EACH, DISTRICTS, POSTCODE_AREAS, SECTORS
from cjit.sample.styles import Style, ids
from cjit.sample.ways import Page
from cjit.sample.world import World


def vocabulary(values: Sequence[str]) -> Texts:
    """Texts by position; position NONE is blank."""
    return np.array([*values, ""], dtype=object)


_CODES = {
    "SEX": ("sex", mixes.SEX),
    "ETHNIC": ("ethnic", mixes.ETHNICITY),
    "NATION": ("nation", mixes.NATION),
    "FINITIAL": ("initial", mixes.FIRST_LETTERS),
    "SINITIAL": ("surname", mixes.SURNAME_LETTERS),
    "ACCMNEED": ("accommodation", mixes.ACCOMMODATION),
    "EMPSTAT": ("employment", mixes.EMPLOYMENT),
    "PRNTSTAT": ("parental", mixes.PARENTAL),
    "INJSTAT": ("injecting", mixes.INJECTING),
}
_WORDS = {item: (column, vocabulary(mix.values)) for item, (column, mix) in _CODES.items()}
PERSON_WORDS = {item: _WORDS[item] for item in ("FINITIAL", "SINITIAL", "SEX")}
"""Item → column of people, and its vocabulary."""
_DRUGS = [vocabulary([str(drugs[place]) for drugs in mixes.DRUGS.values]) for place in range(3)]
_ROUTES = vocabulary([str(drugs[4]) for drugs in mixes.DRUGS.values])
_NUMBERS = vocabulary([str(number) for number in range(300)])
_REASONS = np.array(["", *(str(number) for number in range(1, 300))], dtype=object)
_YES_NO = vocabulary(["N", "Y"])
_NO_FIXED_ABODE = "ZZ99 3"
_SECTORS = np.array(
    [
        f"{areas[area % AREAS_EACH]}{district + 1} {sector + 1}"
        for areas in POSTCODE_AREAS.values()
        for area in range(AREAS_EACH)
        for district in range(DISTRICTS)
        for sector in range(SECTORS)
    ],
    dtype=object,
)
_REC = tuple(item.name for item in definition("O").items if item.name.startswith("REC"))
assert len(_REC) == SUPPORT_ITEMS  # noqa: S101 - a slip in the definition would shift the columns


class Typist:
    """Types the CJIT files of a world. `facts` as of facts.py, in the order of the world's episodes."""

    def __init__(self, world: World, facts: Columns) -> None:
        """Nothing is written yet."""
        self._world, self._facts = world, facts
        self._places = world.teams.places
        self._place_words = np.array([*self._places.codes, ""], dtype=object)
        self._la_words = np.array([*self._places.la_codes, ""], dtype=object)
        self._providers = vocabulary(world.teams.provider_codes)

    @cached_property
    def _starts(self) -> dict[str, Ints]:
        """Where each agency begins among episodes, rows, clients, referrals and reviews."""
        world, agencies = self._world, len(self._world.teams)
        agency = world.episodes["agency"]
        episode = starts_of(agency, agencies)
        owner = np.zeros(groups_in(world.episodes["client"]), dtype=np.int64)
        owner[world.episodes["client"]] = agency
        children = {
            name: np.searchsorted(table["episode"], episode)
            for name, table in (
                ("rows", world.rows),
                ("referrals", world.referrals),
                ("reviews", world.reviews),
            )
        }
        return {"episodes": episode, "clients": starts_of(owner, agencies), **children}

    def cjit(self, agency: int, style: Style) -> Page:
        """All rows of an agency, without faults."""
        world, starts = self._world, self._starts
        rows = take(world.rows, np.arange(starts["rows"][agency], starts["rows"][agency + 1]))
        episode = rows["episode"]
        facts = take(self._facts, episode)
        person = take(world.people, facts["person"])
        size = length(rows)
        dates = partial(written, form=style.dates)
        made = partial(self._ids, agency, style)
        items = {
            "AGNCY": np.full(size, world.teams.agency_codes[agency], dtype=object),
            "CLIENT": style.client + made("clients", "", facts["client"]),
            "CLIENTID": made("clients", "C", facts["client"]),
            "EPISODID": made("episodes", "E", episode),
            "CONSENT": np.full(size, "Y", dtype=object),
            "CMSID": np.full(size, style.system, dtype=object),
            **self._person_texts(person, facts, dates),
            **self._episode_texts(facts, dates),
            **self._referral_texts(rows, made, dates),
            **self._review_texts(rows, made, dates),
        }
        texts = {name: items[name] for name in definition("O").names}
        return Page(texts, episode, self._facts, self._places, dates)

    def _ids(self, agency: int, style: Style, table: str, letter: str, positions: Ints) -> Texts:
        first, end = self._starts[table][agency], self._starts[table][agency + 1]
        form = style.ids if letter else "short"
        made = np.append(ids(form, letter, np.arange(end - first)), "")
        return np.asarray(made[np.where(positions == NONE, NONE, positions - first)], dtype=object)

    def _person_texts(self, person: Columns, facts: Columns, dates: partial[Texts]) -> dict[str, Texts]:
        texts = {
            item: words[(facts if column in facts else person)[column]]
            for item, (column, words) in _WORDS.items()
        }
        area = self._places.region(facts["home"]) * AREAS_EACH + (facts["home"] + 1) % AREAS_EACH
        sector = _SECTORS[area * DISTRICTS * SECTORS + facts["district"]]
        roofless = (facts["accommodation"] == 0) & (facts["district"] % 2 == 0)
        return {
            **texts,
            "DOB": dates(person["dob"]),
            "PREGNANT": _YES_NO[facts["pregnant"]],
            "PC": np.where(roofless, _NO_FIXED_ABODE, sector),
            "DAT": self._place_words[facts["dat"]],
            "LA": self._la_words[facts["la"]],
        }

    def _episode_texts(self, facts: Columns, dates: partial[Texts]) -> dict[str, Texts]:
        route = np.where(facts["injects_now"] == 1, "1", _ROUTES[facts["drugs"]])
        return {
            **{f"DRUG{place + 1}": words[facts["drugs"]] for place, words in enumerate(_DRUGS)},
            "ROUTE": np.where(facts["kind"] == mixes.OPIATE, route, _ROUTES[facts["drugs"]]),
            "ALCDDAYS": _NUMBERS[facts["days"]],
            "ALCUNITS": _NUMBERS[facts["units"]],
            "EVNTDT": dates(facts["event"]),
            "PROMPT": _NUMBERS[facts["prompt"]],
            "TRFFROM": self._place_words[facts["from"]],
            "ASSESSDT": dates(facts["assess"]),
            "CASESTDT": dates(facts["case"]),
            "CLOSEDT": dates(facts["close"]),
            "CLSRSN": _REASONS[facts["reason"]],
            "TRFTO": self._place_words[facts["to"]],
        }

    def _referral_texts(self, rows: Columns, made: partial[Texts], dates: partial[Texts]) -> dict[str, Texts]:
        referral = rows["referral"]
        return {
            "REFSTID": made("referrals", "R", referral),
            "REFSTDT": dates(_of_child(self._world.referrals["day"], referral, BLANK)),
            "REFSTAG": self._providers[_of_child(self._world.referrals["provider"], referral, NONE)],
        }

    def _review_texts(self, rows: Columns, made: partial[Texts], dates: partial[Texts]) -> dict[str, Texts]:
        review = rows["review"]
        support = _of_child(self._world.reviews["support"], review, NONE)
        given = {
            item: _YES_NO[np.where(review == NONE, NONE, support >> bit & 1)] for bit, item in enumerate(_REC)
        }
        day = dates(_of_child(self._world.reviews["day"], review, BLANK))
        return {"SUBMID": made("reviews", "S", review), "SUBMODDT": day, **given}


def _of_child(column: Ints, child: Ints, otherwise: int) -> Ints:
    if not len(column):
        return np.full(len(child), otherwise, dtype=np.int64)
    return np.where(child == NONE, otherwise, column[child])

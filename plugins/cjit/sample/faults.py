"""The faults of the sample: one table, which the documentation prints and a test counts back.

A share is of all CJIT episodes. A client has one fault at most, so that each can be counted by itself;
careless teams make more of them. From MANY episodes on every fault is made at least once, where an episode
allows it.
"""

from dataclasses import dataclass

import numpy as np

from cjit.sample import eligible as who
from cjit.sample import mixes
from cjit.sample.draws import Columns, Ints, groups_in, stream
from cjit.sample.eligible import Who, every
from cjit.sample.ways import (
    Page,
    Way,
    client_of_birth,
    copy,
    day,
    left_open,
    mistyped_person,
    neighbouring_la,
    next_code,
    next_letter,
    put,
    referral_without_caseload,
    unit_postcode,
)

MANY = 1000
"""Episodes of a sample in which no fault is missing."""
NOT_A_DAY = ("31/02/2019", "n/k", "2019-13-01")
DECADE = 3653


@dataclass(frozen=True)
class Fault:
    """One kind of fault: the rule it fires (or what it is), its share of episodes, and how it is made.

    rows: which rows of the episode change. An empty way is a share that the world itself has.
    """

    rule: str
    share: float
    how: str
    who: Who
    way: Way | None
    rows: str = "all"


FAULTS: tuple[Fault, ...] = (
    Fault("consent", 0.0060, "CONSENT N was submitted", who.anyone, put("CONSENT", "N")),
    Fault(
        "near miss", 0.0050, "an initial or the date of birth mistyped", who.known_elsewhere, mistyped_person
    ),
    Fault("E01", 0.0004, "FINITIAL blank or a digit", who.alone, put("FINITIAL", "", "1")),
    Fault("E02", 0.0004, "SINITIAL blank or a mark", who.alone, put("SINITIAL", "", "-")),
    Fault(
        "E03",
        0.0006,
        "DOB blank, impossible or of 1900",
        who.alone,
        put("DOB", "", "30/02/1980", "01/01/1900"),
    ),
    Fault("E04", 0.0004, "SEX blank or U", who.alone, put("SEX", "", "U")),
    Fault("E06", 0.0004, "CLIENTID blank or too long", who.alone, put("CLIENTID", "", "C" + "0" * 20)),
    Fault("E07", 0.0004, "EPISODID blank or too long", who.one_row, put("EPISODID", "", "E" + "0" * 20)),
    Fault("E08", 0.0008, "CONSENT blank or X", who.one_row, put("CONSENT", "", "X")),
    Fault("E09", 0.0010, "DAT blank or unknown", who.in_england, put("DAT", "", "X99B", "A99B")),
    Fault(
        "E09",
        0.0004,
        "a DAT that ended in 2019",
        who.after_reorganisation,
        put("DAT", "K06B", "K02B", "K11B"),
    ),
    Fault("E10", 0.0009, "DRUG1 blank, unknown or 9997", who.anyone, put("DRUG1", "", "9999", "9997")),
    Fault("E11", 0.0009, "PROMPT blank, 01 or 13", who.anyone, put("PROMPT", "", "01", "13")),
    Fault("E12", 0.0007, "ASSESSDT blank or no date", who.settled, put("ASSESSDT", "", *NOT_A_DAY)),
    Fault(
        "E13",
        0.0010,
        "CLOSEDT ten years late",
        every(who.closed_from, who.alone),
        day("CLOSEDT", "close", DECADE, DECADE),
    ),
    Fault(
        "E13",
        0.0003,
        "SUBMODDT ten years late",
        every(who.is_open, who.reviewed),
        day("SUBMODDT", "assess", DECADE, DECADE + 40),
        "first",
    ),
    Fault("E14", 0.0005, "CASESTDT no date", who.on_caseload, put("CASESTDT", *NOT_A_DAY)),
    Fault("E15", 0.0005, "CLOSEDT no date", who.closed, put("CLOSEDT", *NOT_A_DAY)),
    Fault("E16", 0.0006, "DOB of a child", who.alone, day("DOB", "assess", -3300, 0)),
    Fault("E17", 0.0009, "CASESTDT before ASSESSDT", who.on_caseload, day("CASESTDT", "assess", -30, -1)),
    Fault(
        "E18",
        0.0011,
        "CLOSEDT before ASSESSDT",
        every(who.closed_from, who.childless),
        day("CLOSEDT", "assess", -20, -1),
    ),
    Fault("E19", 0.0010, "CLSRSN left out", who.closed_plainly, put("CLSRSN", "")),
    Fault(
        "E20",
        0.0009,
        "CLOSEDT left out",
        every(who.closed_plainly, who.alone, who.recent),
        put("CLOSEDT", ""),
    ),
    Fault(
        "E21", 0.0008, "CLSRSN unknown, or 212 of dataset P", who.closed_plainly, put("CLSRSN", "999", "212")
    ),
    Fault("E22", 0.0009, "CASESTDT left out", every(who.closed_from, who.not_referred), put("CASESTDT", "")),
    Fault("E23", 0.0008, "CASESTDT for who never engaged", who.prior, day("CASESTDT", "assess", 0, 0)),
    Fault("E24", 0.0011, "TRFTO left out", who.closed_to_place, put("TRFTO", "")),
    Fault("E25", 0.0011, "CLOSEDT after the next assessment", who.followed, day("CLOSEDT", "next", 1, 10)),
    Fault("E26", 0.0006, "SINITIAL of the second episode", who.second_of_two, next_letter("SINITIAL")),
    Fault(
        "E27",
        0.0007,
        "ACCMNEED of the last row",
        who.several_rows,
        next_code("ACCMNEED", "1", "2", "3"),
        "last",
    ),
    Fault("W01", 0.0050, "ETHNIC blank or Q", who.anyone, put("ETHNIC", "", "Q")),
    Fault("W02", 0.0035, "NATION blank or UK", who.anyone, put("NATION", "", "UK")),
    Fault("W03", 0.0020, "CLIENT blank", who.anyone, put("CLIENT", "")),
    Fault("W03", 0.0010, "CLIENT with the date of birth", who.anyone, client_of_birth),
    Fault("W04", 0.0060, "PC blank or no postcode", who.anyone, put("PC", "", "UNKNOWN", "TS")),
    Fault("W05", 0.0050, "PC in full", who.anyone, unit_postcode),
    Fault("W06", 0.0030, "LA blank or unknown", who.in_england, put("LA", "", "E99999999")),
    Fault(
        "W06",
        0.0008,
        "an LA that ended in 2019",
        who.after_reorganisation,
        put("LA", "E07000190", "E06000028"),
    ),
    Fault("W07", 0.0030, "LA of another DAT", who.in_england, neighbouring_la),
    Fault("W08", 0.0004, "LA of who lives abroad", who.out_of_england, put("LA", "E06000002")),
    Fault("W09", 0.0035, "ACCMNEED blank or 4", who.anyone, put("ACCMNEED", "", "4")),
    Fault("W10", 0.0020, "EMPSTAT 7", who.anyone, put("EMPSTAT", "7")),
    Fault("W11", 0.0020, "PRNTSTAT 1", who.anyone, put("PRNTSTAT", "1")),
    Fault("W12", 0.0020, "PREGNANT U, or Y of a man", who.man, put("PREGNANT", "Y", "U")),
    Fault("W13", 0.0040, "DRUG2 blank or 9997", who.anyone, put("DRUG2", "", "9997")),
    Fault("W14", 0.0040, "DRUG3 blank or 9996", who.anyone, put("DRUG3", "", "9996")),
    Fault("W15", 0.0020, "DRUG2 repeats DRUG1", who.one_drug, copy("DRUG1", "DRUG2")),
    Fault("W16", 0.0020, "a third drug without a second", who.one_drug, put("DRUG3", "5000")),
    Fault("W17", 0.0040, "ROUTE blank or 6", who.anyone, put("ROUTE", "", "6")),
    Fault("W18", 0.0030, "INJSTAT Y", who.anyone, put("INJSTAT", "Y")),
    Fault("W19", 0.0045, "ALCDDAYS blank or 31", who.anyone, put("ALCDDAYS", "", "31")),
    Fault("W20", 0.0040, "ALCUNITS blank or 250", who.anyone, put("ALCUNITS", "", "250")),
    Fault("W21", 0.0030, "drinking days without units", who.drinks, put("ALCUNITS", "0")),
    Fault("W22", 0.0030, "EVNTDT after ASSESSDT", who.not_last, day("EVNTDT", "assess", 1, 14)),
    Fault("W23", 0.0030, "EVNTDT years before", who.anyone, day("EVNTDT", "assess", -900, -366)),
    Fault("W24", 0.0030, "released, TRFFROM blank", who.released, put("TRFFROM", "")),
    Fault("W24", 0.0010, "TRFFROM a name", who.anyone, put("TRFFROM", "DURHAM", "CUSTODY")),
    Fault("W25", mixes.YOUNG_SHARE, "16 or 17 years old", who.anyone, None),
    Fault("W26", 0.0060, "open, no CASESTDT", who.is_open, put("CASESTDT", "")),
    Fault(
        "W27",
        0.0030,
        "did not engage, closed later",
        every(who.same_day_reason, who.alone, who.not_last),
        day("CLOSEDT", "assess", 1, 14),
    ),
    Fault("W28", 0.0030, "TRFTO is the own DAT", who.misplaceable, copy("DAT", "TRFTO")),
    Fault("W29", 0.0030, "TRFTO without a transfer", who.closed_plainly, copy("DAT", "TRFTO")),
    Fault("W30", 0.0020, "REFSTDT before ASSESSDT", who.referred, day("REFSTDT", "assess", -30, -1), "first"),
    Fault("W31", 0.0050, "REFSTAG blank or unknown", who.referred, put("REFSTAG", "", "S9999"), "first"),
    Fault("W32", 0.0030, "referred, never on the caseload", who.prior, referral_without_caseload, "first"),
    Fault(
        "W33", 0.0020, "SUBMODDT before ASSESSDT", who.reviewed, day("SUBMODDT", "assess", -30, -1), "first"
    ),
    Fault("W34", 0.0020, "SUBMID blank", who.reviewed, put("SUBMID", ""), "first"),
    Fault("W35", 0.0015, "RECHSE 1 or T", who.reviewed, put("RECHSE", "1", "T"), "first"),
    Fault("W36", 0.0005, "closed as died, seen again", who.followed_later, put("CLSRSN", "211")),
    Fault("W37", 0.0030, "never closed on the system", who.forgotten, left_open),
    Fault("W38", 0.0020, "occasional user of opiates or crack", who.drug_free_user, put("CLSRSN", "203")),
)


@dataclass(frozen=True)
class Plan:
    """Which episodes get which fault, sorted by episode. luck: a whole number for each."""

    episode: Ints
    fault: Ints
    luck: Ints


def plan(facts: Columns, seed: int, without_agency: int) -> Plan:
    """Choose the episodes of every fault, none at `without_agency` (whose file is refused as a whole).

    The faults that fewest episodes can take choose first.
    """
    rng = stream(seed, "faults")
    size = len(facts["client"])
    care = np.array(mixes.CARELESSNESS)[facts["agency"] % len(mixes.CARELESSNESS)]
    order = np.argsort(rng.random(size) / care, kind="stable")
    order = order[facts["agency"][order] != without_agency]
    free = np.ones(groups_in(facts["client"]), dtype=bool)
    can = [fault.who(facts)[order] for fault in FAULTS]
    least = 1 if size >= MANY else 0
    chosen: list[tuple[Ints, int]] = []
    for number in sorted(range(len(FAULTS)), key=lambda number: (int(can[number].sum()), number)):
        if FAULTS[number].way is None:
            continue
        wanted = max(round(FAULTS[number].share * size), least)
        able = order[can[number] & free[facts["client"][order]]][: 3 * wanted + 10]
        _, first = np.unique(facts["client"][able], return_index=True)
        taken = able[np.sort(first)][:wanted]
        free[facts["client"][taken]] = False
        chosen.append((taken, number))
    episode = np.concatenate([taken for taken, _ in chosen])
    fault = np.concatenate([np.full(len(taken), number, dtype=np.int64) for taken, number in chosen])
    by_episode = np.argsort(episode, kind="stable")
    luck = (rng.random(len(episode)) * 2**31).astype(np.int64)
    return Plan(episode[by_episode], fault[by_episode], luck)


def spoil(page: Page, chosen: Plan) -> None:
    """Put the chosen faults into a page that holds all rows of their episodes."""
    first = np.searchsorted(page.episode, chosen.episode, side="left")
    end = np.searchsorted(page.episode, chosen.episode, side="right")
    for number in np.unique(chosen.fault).tolist():
        fault, some = FAULTS[number], chosen.fault == number
        start, stop = first[some], end[some]
        if fault.rows == "last":
            start = stop - 1
        elif fault.rows == "first":
            stop = start + 1
        count = stop - start
        rows = np.repeat(start - np.cumsum(count) + count, count) + np.arange(count.sum())
        if fault.way is not None:
            fault.way(page, rows, np.repeat(chosen.luck[some], count))

"""Which episodes a fault can be put into, so that it fires its own rule and no other.

Each function takes the facts (facts.py) and says yes or no for each episode.
"""

# mypy: disable-error-code="no-any-return"
# numpy types the comparisons of arrays as Any, and comparisons are all that this file has.

from collections.abc import Callable
from functools import reduce

import numpy as np

from cjit.sample import mixes
from cjit.sample.draws import BLANK, Columns, Mask
from cjit.sample.places import day_number

Who = Callable[[Columns], Mask]

REORGANISED = day_number(mixes.REORGANISED)


def every(*conditions: Who) -> Who:
    """All of the conditions."""

    def who(facts: Columns) -> Mask:
        return reduce(np.logical_and, [condition(facts) for condition in conditions])

    return who


def anyone(facts: Columns) -> Mask:
    """Every episode."""
    return np.ones(len(facts["client"]), dtype=bool)


def alone(facts: Columns) -> Mask:
    """The client's only episode at the agency: rules over a client's rows have nothing to compare."""
    return facts["alone"] == 1


def one_row(facts: Columns) -> Mask:
    """An episode on a single row, of a client with no other."""
    return alone(facts) & (facts["rows"] == 1)


def grown_up(facts: Columns) -> Mask:
    """Twenty or older: another date of birth or of assessment does not make a child."""
    return facts["age"] > 20 * 366


def settled(facts: Columns) -> Mask:
    """DAT and LA are in force on the last day too, by which a row without ASSESSDT is judged."""
    return facts["settled"] == 1


def in_england(facts: Columns) -> Mask:
    """A DAT with an LA."""
    return facts["abroad"] == 0


def out_of_england(facts: Columns) -> Mask:
    """DAT of residence Z00B."""
    return facts["abroad"] == 1


def after_reorganisation(facts: Columns) -> Mask:
    """Assessed in England since 1 April 2019, when some DATs and LAs had ended."""
    return in_england(facts) & (facts["assess"] >= REORGANISED)


def on_caseload(facts: Columns) -> Mask:
    """With a care plan."""
    return facts["case"] != BLANK


def closed(facts: Columns) -> Mask:
    """With a closure."""
    return facts["close"] != BLANK


def is_open(facts: Columns) -> Mask:
    """On the caseload still, without a referral that would need one."""
    return ~closed(facts) & on_caseload(facts) & (facts["referrals"] == 0)


def prior(facts: Columns) -> Mask:
    """Closed without caseload."""
    return closed(facts) & ~on_caseload(facts)


def closed_from(facts: Columns) -> Mask:
    """Closed from caseload."""
    return closed(facts) & on_caseload(facts)


def closed_plainly(facts: Columns) -> Mask:
    """Closed from caseload, to nowhere."""
    return closed_from(facts) & ~np.isin(facts["reason"], mixes.WITH_PLACE)


def closed_to_place(facts: Columns) -> Mask:
    """Closed with a reason that wants TRFTO."""
    return closed(facts) & np.isin(facts["reason"], mixes.WITH_PLACE)


def misplaceable(facts: Columns) -> Mask:
    """Closed to a prison or another area, so that the own DAT is the wrong kind."""
    return closed_to_place(facts) & (facts["reason"] != 204)


def childless(facts: Columns) -> Mask:
    """Without referrals and reviews."""
    return (facts["referrals"] == 0) & (facts["reviews"] == 0)


def referred(facts: Columns) -> Mask:
    """With a referral."""
    return facts["referrals"] > 0


def not_referred(facts: Columns) -> Mask:
    """Without a referral."""
    return facts["referrals"] == 0


def reviewed(facts: Columns) -> Mask:
    """With a review."""
    return facts["reviews"] > 0


def several_rows(facts: Columns) -> Mask:
    """On more than one row."""
    return facts["rows"] > 1


def not_last(facts: Columns) -> Mask:
    """Assessed at least three weeks before the last day: room for a later date that is not in the future."""
    return facts["assess"] <= facts["last"] - 21


def same_day_reason(facts: Columns) -> Mask:
    """Closed on the day of assessment for a reason that says so."""
    return np.isin(facts["reason"], mixes.SAME_DAY)


def recent(facts: Columns) -> Mask:
    """On the caseload for less than a year."""
    return facts["case"] > facts["last"] - 330


def followed(facts: Columns) -> Mask:
    """The first of a client's two episodes, the second one some weeks before the last day."""
    return (facts["of_two"] == 1) & closed_plainly(facts) & (facts["next"] <= facts["last"] - 21)


def followed_later(facts: Columns) -> Mask:
    """The first of a client's two episodes, the second assessed on a later day."""
    return (facts["of_two"] == 1) & closed_plainly(facts) & (facts["next"] > facts["assess"])


def second_of_two(facts: Columns) -> Mask:
    """The second of a client's two episodes."""
    return facts["of_two"] == 2


def forgotten(facts: Columns) -> Mask:
    """On the caseload for over a year and quiet for over half a year; no other episode of the client."""
    quiet = facts["active"] < facts["last"] - 200
    return closed_from(facts) & alone(facts) & (facts["case"] < facts["last"] - 370) & quiet


def released(facts: Columns) -> Mask:
    """Prompted by a release from prison."""
    return facts["prompt"] == mixes.RELEASED


def man(facts: Columns) -> Mask:
    """SEX M."""
    return facts["sex"] == mixes.MALE


def one_drug(facts: Columns) -> Mask:
    """No second and no third drug; the main one not cannabis, which a fault may add."""
    alone_is = np.array([drugs[1] == "9996" and drugs[0] != "5000" for drugs in mixes.DRUGS.values])
    return np.asarray(alone_is[facts["drugs"]])


def drinks(facts: Columns) -> Mask:
    """With drinking days and units."""
    return facts["days"] > 0


def drug_free_user(facts: Columns) -> Mask:
    """Opiate or crack user who completed drug-free."""
    return (facts["reason"] == 201) & (facts["kind"] <= mixes.CRACK)


def known_elsewhere(facts: Columns) -> Mask:
    """A client of another agency too."""
    return (facts["elsewhere"] == 1) & alone(facts) & grown_up(facts)

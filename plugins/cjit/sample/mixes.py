"""What the synthetic people and their episodes are like: every share and length in one place.

Orders of magnitude follow the specification (about 70,000 episodes a year over 130 agencies, opiates and
crack the majority, four men to a woman); the numbers are invented and describe nobody.
"""

from datetime import date

from cjit.sample.draws import Mix, Spans

# People
FIRST_LETTERS = Mix(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (95, 40, 70, 80, 30, 12, 35, 20, 14, 120, 50, 60, 85, 30, 8, 60, 1, 60, 95, 50, 2, 8, 14, 2, 6, 6),
        strict=True,
    )
)
SURNAME_LETTERS = Mix(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (40, 100, 85, 50, 25, 40, 50, 95, 8, 40, 40, 45, 90, 25, 15, 65, 2, 60, 100, 50, 2, 8, 75, 1, 6, 4),
        strict=True,
    )
)
SEX = Mix([("M", 80), ("F", 20)])
MALE, FEMALE = 0, 1
YOUNG_SHARE = 0.008
"""Of people: 16 or 17 at first contact (rule W25)."""
AGE = Mix([(18, 14), (25, 32), (35, 32), (45, 16), (55, 6)])
"""First year of the age band at first contact; the last band ends at 65."""
AGE_BAND_YEARS = {18: 7, 25: 10, 35: 10, 45: 10, 55: 10}

ETHNICITY = Mix(
    [
        *(("A", 780), ("B", 10), ("C", 50), ("D", 20), ("E", 4), ("F", 5), ("G", 10), ("H", 12), ("J", 22)),
        *(("K", 8), ("L", 10), ("M", 20), ("N", 8), ("P", 8), ("R", 1), ("S", 8), ("Z", 24)),
    ]
)
ETHNICITY_LONDON = Mix(
    [
        *(
            ("A", 430),
            ("B", 35),
            ("C", 110),
            ("D", 45),
            ("E", 12),
            ("F", 10),
            ("G", 25),
            ("H", 25),
            ("J", 22),
        ),
        *(("K", 30), ("L", 25), ("M", 95), ("N", 45), ("P", 40), ("R", 2), ("S", 25), ("Z", 24)),
    ]
)
NATION = Mix(
    [
        *(("GBR", 915), ("POL", 18), ("LTU", 8), ("ROU", 8), ("IRL", 10), ("PRT", 6), ("LVA", 5)),
        *(("JAM", 6), ("SOM", 5), ("IRN", 4), ("PAK", 6), ("IND", 3), ("ITA", 3), ("VNM", 3)),
    ]
)
LIVES_NEARBY = 0.07
"""Of people: the home is somewhere else in the region, not where the agency is commissioned."""
LIVES_ABROAD = 0.007
"""Of people: out of England (Z00B)."""

ACCOMMODATION = Mix([("1", 16), ("2", 22), ("3", 62)])
EMPLOYMENT = Mix(
    [
        *(("1", 13), ("2", 1), ("5", 4), ("6", 3), ("9", 33), ("10", 1), ("12", 37), ("13", 4)),
        *(("14", 1), ("15", 1), ("99", 2)),
    ]
)
PARENTAL = Mix([("11", 6), ("12", 3), ("13", 36), ("14", 52), ("15", 3)])
PREGNANT_SHARE = 0.03
ITEM_LEFT_OUT = 0.06
"""Of episodes: EMPSTAT, PRNTSTAT, INJSTAT or EVNTDT not asked, which no rule minds."""

# Drugs: DRUG1, DRUG2, DRUG3; what they are together; the usual route
OPIATE, CRACK, NON_OPIATE, ALCOHOL = range(4)
DRUGS = Mix(
    [
        (("1011", "3201", "9997", OPIATE, "3"), 250),
        (("1011", "9996", "9997", OPIATE, "3"), 120),
        (("1011", "3201", "7000", OPIATE, "3"), 45),
        (("1011", "2200", "5000", OPIATE, "3"), 30),
        (("1011", "5000", "9997", OPIATE, "3"), 35),
        (("1105", "1011", "9997", OPIATE, "4"), 15),
        (("1000", "9996", "9997", OPIATE, "4"), 15),
        (("3201", "1011", "9997", OPIATE, "3"), 55),
        (("3201", "9996", "9997", CRACK, "3"), 40),
        (("3201", "5000", "7000", CRACK, "3"), 15),
        (("3200", "9996", "9997", NON_OPIATE, "2"), 50),
        (("3200", "7000", "9997", NON_OPIATE, "2"), 75),
        (("3200", "5000", "7000", NON_OPIATE, "2"), 25),
        (("5000", "9996", "9997", NON_OPIATE, "3"), 55),
        (("5000", "7000", "9997", NON_OPIATE, "3"), 35),
        (("3100", "9996", "9997", NON_OPIATE, "2"), 15),
        (("3100", "5000", "9997", NON_OPIATE, "2"), 10),
        (("2200", "7000", "9997", NON_OPIATE, "4"), 10),
        (("8799", "5000", "9997", NON_OPIATE, "3"), 12),
        (("9005", "9996", "9997", NON_OPIATE, "4"), 6),
        (("3406", "9996", "9997", NON_OPIATE, "4"), 5),
        (("6000", "9996", "9997", NON_OPIATE, "5"), 2),
        (("7000", "9996", "9997", ALCOHOL, "4"), 120),
    ]
)
INJECTING = Mix([("P", 30), ("C", 28), ("N", 40), ("Z", 2)])
INJECTING_OTHERS = Mix([("P", 8), ("C", 1), ("N", 89), ("Z", 2)])
NEVER_DRINKS = 0.55
"""Of episodes without alcohol among the drugs: 0 days and 0 units."""

# Contacts
PROMPT = Mix(
    [(1, 30), (2, 9), (3, 5), (4, 4), (5, 16), (7, 5), (8, 9), (9, 14), (10, 3), (11, 2), (12, 3)],
)
PROMPT_TRANSFER = Mix([(12, 60), (9, 20), (5, 20)])
RELEASED = 6
FIRST_FROM_PRISON = 0.06
"""Of first contacts: a release from prison brought the person (prompt 6)."""
EVENT_SOON = Spans((0, 0, 55), (1, 3, 45))
"""From event to assessment after a required assessment (prompts 1 to 3)."""
EVENT_LATER = Spans((0, 7, 60), (8, 28, 32), (29, 120, 8))

ENGAGES = 0.70
"""Of assessed people: a care plan is agreed."""
TO_CASELOAD = Spans((0, 0, 60), (1, 7, 25), (8, 21, 12), (22, 28, 3))
ON_CASELOAD = Spans((3, 28, 18), (29, 84, 30), (85, 182, 27), (183, 364, 16), (365, 720, 8), (721, 1100, 1))
REASON_PRIOR = Mix([(101, 26), (102, 36), (103, 22), (104, 8), (105, 8)])
REASON_FROM = (
    Mix([(201, 13), (204, 8), (205, 8), (206, 6), (207, 9), (208, 40), (209, 3), (210, 11), (211, 1)]),
    Mix([(201, 15), (204, 8), (205, 7), (206, 6), (207, 9), (208, 41), (209, 3), (210, 10), (211, 1)]),
    Mix([(201, 24), (203, 10), (204, 7), (205, 4), (206, 5), (207, 8), (208, 35), (209, 2), (210, 5)]),
    Mix(
        [
            (202, 34),
            (203, 10),
            (204, 7),
            (205, 3),
            (206, 4),
            (207, 7),
            (208, 31),
            (209, 2),
            (210, 2),
            (211, 1),
        ]
    ),
)
"""By what the drugs are together: opiate, crack, non-opiate, alcohol alone."""
SAME_DAY = (101, 102, 103)
CUSTODY = (104, 205, 210)
TO_ANOTHER_CJIT = (105, 206)
WITH_PLACE = (104, 105, 204, 205, 206)
DIED = 211

# What comes after
ARRIVES = 0.72
"""Of transfers: the other CJIT assesses within 21 days; of the rest a third come later."""
ARRIVAL = Spans((0, 2, 30), (3, 7, 35), (8, 14, 22), (15, 21, 13))
LATE_ARRIVAL = Spans((22, 35, 70), (36, 80, 30))
RETURN_SHARE = (
    *((101, 0.20), (102, 0.40), (103, 0.25), (104, 0.30), (105, 0.10), (201, 0.20), (202, 0.22), (203, 0.22)),
    *((204, 0.20), (205, 0.30), (206, 0.10), (207, 0.20), (208, 0.38), (209, 0.30), (210, 0.30), (211, 0.0)),
)
"""Of closures by reason: the person comes back, in the same journey or a new one."""
RETURN = Spans((1, 21, 12), (22, 90, 34), (91, 182, 26), (183, 365, 19), (366, 700, 9))
STAYS_WITH_TEAM = 0.85
"""Of returns: to the team of the last time; else to any team of the area."""

PRISON_STAY = Spans((7, 28, 30), (29, 90, 34), (91, 182, 20), (183, 400, 16))
EXIT_REASON = Mix([("R", 88), ("T", 8), ("D", 1), ("O", 3)])
EXIT_RELEASED, EXIT_TRANSFERRED = 0, 1
PICKED_UP = 0.48
"""Of releases: a CJIT assesses within 21 days."""
PICK_UP = Spans((0, 1, 40), (2, 7, 35), (8, 21, 25))
MOVES_ON_RELEASE = 0.06
REFERRED_ON_RELEASE = 0.6

# Referrals, reviews, treatment
REFERRALS = Mix([(0, 44), (1, 39), (2, 13), (3, 4)])
"""On the caseload."""
FIRST_REFERRAL = Spans((0, 3, 45), (4, 14, 30), (15, 60, 25))
NEXT_REFERRAL = Spans((14, 40, 50), (41, 120, 50))
WELCOME_REVIEW = 0.62
"""Of caseload episodes: a first review within four weeks."""
FIRST_REVIEW = Spans((0, 28, 1))
REVIEW_EVERY = Spans((150, 175, 1))
"""About half a year, and never so late that an open case looks forgotten (rule W37: 182 days)."""
EXIT_REVIEW = 0.45
SUPPORT_SHARE = 0.2
"""Of recovery support items at a review: Y."""

REFERRAL_OUTCOME = Mix([(21, 50), (42, 11), (84, 7), (200, 4), (0, 28)])
"""Starts within so many days of the referral; 0 = never."""
OUTCOME_SPANS = {
    21: Spans((0, 21, 1)),
    42: Spans((22, 42, 1)),
    84: Spans((43, 84, 1)),
    200: Spans((85, 200, 1)),
}
NEVER_STARTED_BUT_KNOWN = 0.4
"""Of referrals that never start: the treatment provider has a row (referred, sometimes triaged)."""
EXIT_STARTS = 0.16
"""Of exits from the caseload: a start in treatment without a referral on record."""
EARLIER_TREATMENT = 0.14
"""Of CJIT people: in treatment already when they first come."""
TREATMENT = Spans((7, 84, 30), (85, 240, 40), (241, 700, 30))
DISCHARGE = Mix(
    [
        *(("80", 22), ("81", 9), ("82", 12), ("83", 10), ("84", 6), ("85", 32), ("86", 3)),
        *(("87", 3), ("88", 0), ("89", 1)),
    ]
)
DROPPED_OUT, DECLINED, DIED_IN_TREATMENT = 5, 8, 9
"""Positions of 85, 88 and 89."""

# Teams
AGENCY_SIZES = (100, 60, 140, 80, 110, 45, 170, 95, 70, 125, 90, 40)
"""Relative numbers of contacts, repeated over the agencies."""
CARELESSNESS = (100, 80, 130, 70, 110, 90, 160, 80, 110, 60, 120, 100)
"""Relative shares of faults, repeated over the agencies: some teams take more care than others."""

REORGANISED = date(2019, 4, 1)
"""The day on which some DATs and local authorities had just ended."""

"""Random worlds in which everything that the measures must tell apart comes up."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from report.world import (
    ETHNIC_GROUPS,
    EXIT_GROUPS,
    NOTHING,
    PRIOR_REASONS,
    PROMPT_GROUPS,
    Agency,
    Episode,
    File,
    Found,
    Mismatch,
    Partnership,
    Referral,
    Stay,
    World,
    moment,
)

_PARTNERSHIPS = [
    Partnership("A03B", "North East", "Cleveland"),
    Partnership("A04B", "North East", "Cleveland"),
    Partnership("A01B", "North East", "Durham"),
    Partnership("B01B", "London", "Metropolitan"),
    Partnership("K06B", "South West", "Dorset", valid_to=date(2019, 3, 31)),
    Partnership("K18B", "South West", "Dorset", valid_from=date(2019, 4, 1)),
    Partnership("L01B", "Wessex", "Old Force", valid_to=date(2018, 6, 30)),
    Partnership("M01B", "East", "Essex", valid_to=date(2018, 12, 31)),
    Partnership("M01B", "East of England", "Essex", valid_from=date(2019, 1, 1)),
    Partnership("Z00B", None, None),
]
_PARTNERSHIPS_WITHOUT_PEOPLE = [
    Partnership("A02B", "North East", "Durham"),
    Partnership("Y01B", "The Past", "Old Force", valid_to=date(2018, 1, 31)),
    Partnership("Y02B", "The Future", "New Force", valid_from=date(2019, 5, 1)),
]
_AGENCIES = [
    Agency("A0001", "A03B"),
    Agency("A0002", "A04B"),
    Agency("A0003", "A03B", valid_to=date(2018, 12, 7)),
    Agency("B0001", "B01B", valid_from=date(2018, 9, 1)),
    Agency("B0002", "B01B", valid_from=date(2019, 4, 15)),
    Agency("K0001", "K06B", valid_to=date(2019, 3, 31)),
    Agency("K0001", "K18B", valid_from=date(2019, 4, 1)),
    Agency("M0001", "M01B"),
    Agency("N0001", "A01B"),  # never sends anything
    Agency("Z0001", "Z00B"),
    Agency("T0001", "B01B", kind="structured"),
]
_NOT_IN_THE_REGISTER = "X0001"
_SENDERS = ["A0001", "A0002", "A0003", "B0001", "B0002", "K0001", "M0001", "Z0001", _NOT_IN_THE_REGISTER]
_DATS = [*sorted({p.dat for p in _PARTNERSHIPS}), "Q99B"]  # Q99B: in no list
_FIRST, _DAYS = date(2018, 2, 1), 480


def random_world(seed: int) -> World:
    random = Random(seed)  # noqa: S311 - repeatable data, nothing secret
    files = [file for sender in _SENDERS for file in _files(random, sender)]
    episodes = [random_episode(random, number) for number in range(random.choice([0, 5, 400, 400, 400]))]
    return World(
        partnerships=_PARTNERSHIPS + _PARTNERSHIPS_WITHOUT_PEOPLE,
        agencies=_AGENCIES,
        files=files,
        episodes=episodes,
        stays=[random_stay(random, number, episodes) for number in range(len(episodes) // 2)],
        mismatches=[
            Mismatch(
                file.agency,
                str(number),
                file.id,
                random.choice(["M1", "M2"]),
                random.choice([None, None, "kept", "deleted"]),
            )
            for number, file in enumerate(random.sample(files, len(files) // 2))
            if file.feed == "cjit" and file.status == "accepted"
        ],
    )


def random_stay(random: Random, number: int, episodes: list[Episode]) -> Stay:
    """A stay that ended or did not, in a release or not, and perhaps the episode that followed."""
    to = random.choice(episodes)
    return Stay(
        prison=random.choice(["DMI", "HHI"]),
        id=str(number),
        exit_on=random.choice([None, *[_FIRST + timedelta(days=random.randrange(_DAYS))] * 9]),
        exit_dat=random.choice([*_DATS, "Y01B", None]),
        reason=random.choice(["R", "R", "R", "T", None]),
        person=to.person,
        to=random.choice([None, (to.agency, to.id)]),
    )


def random_found(random: Random) -> Found:
    """Starts on either side of each limit, treatment that was under way, and mostly nothing."""
    days = random.choice([None, None, 0, 21, 22, 42, 43, 84])
    return random.choice([NOTHING, Found(days), Found(days), Found(days, already=True)])


def _files(random: Random, sender: str) -> list[File]:
    nights = random.sample(range(_DAYS), random.randint(0, 12))
    files = []
    for night in nights:
        received = moment(_FIRST + timedelta(days=night), random.choice([0, 2, 23]))
        for arrival_no in range(1, random.randint(1, 2) + 1):
            submitted = random.randint(0, 60)
            loaded = random.randint(0, submitted)
            files.append(
                File(
                    sender,
                    received,
                    random.choice(["accepted", "accepted", "accepted", "held", "fatal"]),
                    submitted,
                    loaded,
                    random.randint(0, loaded),
                    arrival_no,
                    random.choice(["cjit"] * 9 + ["structured"]),
                )
            )
    return files


def random_episode(random: Random, number: int) -> Episode:
    """An episode of one of a few people, at any agency, most likely in the spans."""
    # Many on the same day, and some on any other.
    day = random.randrange(0, _DAYS, 8) + random.choice([0, 0, 0, random.randrange(8)])
    assessed = _FIRST + timedelta(days=day)
    caseload = closed = reason = None
    if random.random() < 0.6:
        caseload = assessed + timedelta(days=random.choice([0, 0, 8, 24, 80]))
    if random.random() < 0.6:
        closed = (caseload or assessed) + timedelta(days=random.choice([0, 0, 8, 32, 88, 200, 368]))
        reason = random.choice([*EXIT_GROUPS] * 4 + [None] if caseload else [*PRIOR_REASONS, None])
    number_of_referrals = random.choice([0, 0, 1, 2])
    referred = [assessed + timedelta(days=random.choice([0, 0, 8, 40])) for _ in range(number_of_referrals)]
    return Episode(
        agency=random.choice(_SENDERS),
        id=random.choice("aBzÉ") + str(number),  # whose order depends on the collation
        person=f"person {random.randrange(60)}",
        dat=random.choice(_DATS),
        assessed=assessed,
        caseload=caseload,
        closed=closed,
        reason=reason,
        prompt=random.choice([*PROMPT_GROUPS, None]),
        age=random.choice([None, 10, 17, 18, 24, 25, 29, 30, 39, 40, 49, 50, 80]),
        sex=random.choice(["M", "F", None]),
        ethnicity=random.choice([*ETHNIC_GROUPS, None]),
        substance=random.choice(["opiate", "non-opiate only", "non-opiate and alcohol", "alcohol only"]),
        injecting=random.choice(["P", "C", None]),
        accommodation=random.choice(["1", "2", None]),
        duplicate_of=random.choice([None] * 9 + ["another"]),
        superseded=random.choice([False] * 9 + [True]),
        referrals=tuple(
            Referral(f"r{place}", random.choice([day, day, day, None]), random_found(random))
            for place, day in enumerate(referred)
        ),
        after_exit=random_found(random),
        picked_up=random.random() < 0.5,
    )


def _happened(e: Episode, random: Random) -> Episode:
    match random.randrange(12):
        case 0:
            other = replace(e, prompt=random.choice(["1", "5", None]), submission="T")
        case 1:
            other = replace(e, person=f"person {random.randrange(60)}", submission="T")
        case 2:
            other = replace(e, assessed=e.assessed + timedelta(days=40), submission="T")
        case 3:
            other = replace(e, duplicate_of=random.choice([None, "another"]))
        case 4:
            other = replace(e, after_exit=random_found(random), picked_up=random.random() < 0.5)
        case 5:
            found = tuple(replace(r, found=random_found(random)) for r in e.referrals)
            other = replace(e, referrals=found)
        case 6:
            other = replace(e, closed=e.assessed + timedelta(days=70), reason="201", submission="T")
        case _:
            other = e
    return other


def shaken(world: World, seed: int) -> World:
    """The world some weeks on: everything that can move a figure has happened somewhere."""
    random = Random(seed)  # noqa: S311 - repeatable data, nothing secret
    episodes = [_happened(e, random) for e in world.episodes if random.random() < 0.95]
    new = range(1000, 1000 + len(episodes) // 20)
    episodes += [replace(random_episode(random, number), submission="T") for number in new]
    stays = [s for s in world.stays if random.random() < 0.95]
    if episodes:
        stays += [random_stay(random, 1000 + n, episodes) for n in range(5)]
    files = [*world.files, File("A0001", moment(date(2019, 7, 2))), File("B0001", moment(date(2019, 7, 2)))]
    places = [replace(p, region="North") if p.dat == "A04B" else p for p in world.partnerships]
    return replace(
        world,
        episodes=episodes,
        stays=stays,
        files=files,
        partnerships=places,
        mismatches=world.mismatches[:-3],
    )

"""Matching once more, from the specification: every pair looked at, nothing sorted and walked through."""

from collections.abc import Iterable, Iterator

from .facts import DATS, FROM_CASELOAD, Episode, Found, Person, Row, Stay, Treatment
from .world import BYSTANDING, World

PICKED_UP_WITHIN = 21
STARTS_WITHIN = 84
NO_ANCHOR = ("205", "210", "211")


def expected(world: World, register: Iterable[tuple[str, str, int]]) -> Found:
    """What `World.found` should say."""
    episodes = [one for one in world.episodes.values() if _survives(one, world.episodes.values())]
    episodes = [one for one in episodes if one.agency != BYSTANDING]
    treatments = [one for some in world.treatments.values() for one in some]
    stays = [one for some in world.stays.values() for one in some]
    matches = list(_treatment(episodes, treatments))
    return {
        "transfer": set(_transfers(episodes, list(register))),
        "treatment": {match for match, _ in matches},
        "prison": {row for stay in stays for row in _prison(stay, episodes)},
        "not seen": {
            (*match[:3], match[4], episode.dat, *_why(match, episode, treatments))
            for match, episode in matches
            if match[3] == "referral" and match[5] is None
        },
    }


def _survives(one: Episode, all_of_them: Iterable[Episode]) -> bool:
    """No duplicate: of two of one event the closed one stays, then the higher EPISODID."""
    same = [
        other
        for other in all_of_them
        if (other.agency, other.person, other.dat, other.assessed)
        == (one.agency, one.person, one.dat, one.assessed)
    ]
    return max(same, key=lambda other: (other.closed is not None, other.id)) is one


def _transfers(episodes: list[Episode], register: list[tuple[str, str, int]]) -> Iterator[Row]:
    choices: dict[Episode, list[Episode]] = {}
    for one in episodes:
        if one.closed is None or one.reason not in {"105", "206"} or one.to not in DATS:
            continue
        found = [
            other
            for other in episodes
            if other.person == one.person
            and other.agency != one.agency
            and one.to in {other.dat, _belongs(other.agency, other.assessed, register)}
            and 0 <= other.assessed - one.closed <= PICKED_UP_WITHIN
        ]
        if found:
            chosen = min(found, key=lambda other: (other.assessed, other.agency, other.id))
            choices.setdefault(chosen, []).append(one)
    for target, rivals in choices.items():
        kept = max(rivals, key=lambda one: (one.closed or 0, one.agency, one.id))
        assert kept.closed is not None
        days = target.assessed - kept.closed
        yield (*kept.place, kept.closed, kept.to, *target.place, days)


def _belongs(agency: str, on: int, register: list[tuple[str, str, int]]) -> str | None:
    lines = sorted((since, dat) for code, dat, since in register if code == agency)
    past = [dat for since, dat in lines if since <= on]
    return past[-1] if past else lines[0][1] if lines else None


def _treatment(episodes: list[Episode], treatments: list[Treatment]) -> Iterator[tuple[Row, Episode]]:
    for one in episodes:
        for referral in one.referrals:
            if referral.on is not None:
                yield _match(one, referral.id, referral.on, episodes, treatments), one
        if one.closed is not None and one.reason in FROM_CASELOAD and one.reason not in NO_ANCHOR:
            yield _match(one, None, one.closed, episodes, treatments), one


def _match(
    one: Episode, referral: str | None, on: int, episodes: list[Episode], treatments: list[Treatment]
) -> Row:
    own = [each for each in treatments if each.person == one.person]
    until = _until(one.person, on, episodes)
    starts = [each for each in own if each.start is not None and on <= each.start <= until]
    best = min(starts, key=lambda e: (e.start, e.dat != one.dat, e.agency, e.id), default=None)
    already = any(
        each.start is not None and each.start < on and (each.discharged is None or each.discharged >= on)
        for each in own
    )
    anchor = "exit" if referral is None else "referral"
    if best is None or best.start is None:
        return (*one.place, referral, anchor, on, None, None, None, None, already, until)
    found = (best.agency, best.id, best.start, best.start - on)
    return (*one.place, referral, anchor, on, *found, already, until)


def _until(person: Person, on: int, episodes: list[Episode]) -> int:
    later = [each.assessed for each in episodes if each.person == person and each.assessed > on]
    return min([on + STARTS_WITHIN, *(assessed - 1 for assessed in later)])


def _prison(stay: Stay, episodes: list[Episode]) -> Iterator[Row]:
    if stay.exit is None or stay.reason != "R":
        return
    found = [
        one
        for one in episodes
        if one.person == stay.person and 0 <= one.assessed - stay.exit <= PICKED_UP_WITHIN
    ]
    if found:
        best = min(found, key=lambda one: (one.assessed, one.dat != stay.to, one.agency, one.id))
        days = best.assessed - stay.exit
        yield (stay.agency, stay.id, stay.exit, stay.to, *best.place, best.assessed, days)


def _why(  # noqa: PLR0911 - seven reasons
    match: Row, one: Episode, treatments: list[Treatment]
) -> tuple[str, str, str | None]:
    """Reason, what is near in words, item (docs/decisions/0018)."""
    on, already, until = match[4], match[9], match[10]
    assert isinstance(on, int)
    assert isinstance(until, int)
    own = [each for each in treatments if each.person == one.person]
    here = [each for each in own if each.dat == one.dat]
    if already:
        return "already_in_treatment", "", None
    if any(each.start is not None and each.start > until for each in here):
        return "started_after", "", None
    if any(each.start is None and _is_about(each, on, until) for each in here):
        return "never_started", "", None
    near = [
        (each.start, *slip, each.agency, each.id)
        for each in treatments
        if each.dat == one.dat and each.start is not None and on <= each.start <= until
        for slip in _slips(one.person, each.person)
    ]
    if near:
        _, _, item, words, _, _ = min(near)
        return "near_miss", words, item
    if any(each.start is not None and each.start < on for each in here):
        return "started_before", "", None
    if here:
        return "never_started", "", None
    return ("other_dat" if own else "not_found"), "", None


def _is_about(one: Treatment, on: int, until: int) -> bool:
    over = one.discharged is not None and one.discharged < on
    later = one.referred is not None and one.referred > until
    return not over and not later


def _slips(one: Person, other: Person) -> Iterator[tuple[int, str, str]]:
    """The one item in which two people differ, if it is one."""
    differ = [
        name for name in ("first", "surname", "born", "sex") if getattr(one, name) != getattr(other, name)
    ]
    if differ == ["first"]:
        yield 1, "FINITIAL", "the first initial"
    if differ == ["surname"]:
        yield 2, "SINITIAL", "the initial of the surname"
    if differ == ["sex"]:
        yield 5, "SEX", "the sex"
    if differ == ["born"]:
        mine, theirs = one.birthday, other.birthday
        if theirs == mine[:4] + mine[6:] + mine[4:6]:
            yield 3, "DOB", "day and month of the date of birth, the other way round"
        elif sum(a != b for a, b in zip(mine, theirs, strict=True)) == 1:
            yield 4, "DOB", "one digit of the date of birth"

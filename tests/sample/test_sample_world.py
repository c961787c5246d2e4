"""The files tell one coherent story: read from the files alone, from the rows in which nothing is wrong."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sample_on_disk import Line, Sample

from cjit.sample.world import World
from oracle.judge import judge

Person = tuple[str | None, ...]
WITHIN = timedelta(days=21)
OPIATES = {"1000", "1011", "1105"}


def who(row: Line) -> Person:
    return row["FINITIAL"], row["SINITIAL"], str(row.day("DOB")), row["SEX"]


@dataclass(frozen=True)
class Story:
    """Rows without findings: of each episode the first, of stays and treatment all."""

    rows: list[Line]
    episodes: list[Line]
    treatments: list[Line]
    stays: list[Line]
    agency_dat: dict[str, str]


def by(key: Callable[[Line], Person], rows: list[Line]) -> dict[Person, list[Line]]:
    groups: dict[Person, list[Line]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def clean_rows(sample: Sample, feed: str) -> list[Line]:
    found = []
    for path in sample.files(feed):
        cells = sample.read(path, feed).rows
        wrong = {finding.row_no for finding in judge(cells, sample.night, feed).findings}
        rows = [Line(sent) for number, sent in enumerate(cells, start=1) if number not in wrong]
        found += [row for row in rows if row["CONSENT"] != "N"]
    return found


@pytest.fixture(scope="module")
def story(sample: Sample) -> Story:
    rows = clean_rows(sample, "cjit")
    first = {(row["AGNCY"], row["EPISODID"]): row for row in reversed(rows)}
    lines = [line.split(",") for line in (sample.root / "agencies.csv").read_text().splitlines()]
    return Story(
        rows,
        list(first.values()),
        clean_rows(sample, "structured"),
        clean_rows(sample, "secure"),
        {line[0]: line[2] for line in lines},
    )


def share(part: int, whole: int) -> float:
    return part / whole


def test_residence_changes_its_code_on_the_day_of_the_reorganisation(story: Story) -> None:
    ended, begun = {"K02B", "K06B", "K11B"}, {"K17B", "K18B"}
    day = date(2019, 4, 1)
    assert all(row.day("ASSESSDT") < day for row in story.episodes if row["DAT"] in ended)
    assert all(row.day("ASSESSDT") >= day for row in story.episodes if row["DAT"] in begun)
    people = by(who, story.episodes).values()
    assert any(
        {row["DAT"] for row in rows} & ended and {row["DAT"] for row in rows} & begun for rows in people
    )
    suffolk = {row["LA"] for row in story.episodes if row["DAT"] == "G10B"}
    assert suffolk & {"E07000204", "E07000201", "E07000205", "E07000206"}
    assert suffolk & {"E07000244", "E07000245"}


def test_an_episode_of_a_client_ends_before_the_next_begins(story: Story) -> None:
    for rows in by(lambda row: (row["AGNCY"], row["CLIENTID"]), story.episodes).values():
        rows.sort(key=lambda row: (row.day("ASSESSDT"), row["EPISODID"]))
        for earlier, later in pairwise(rows):
            assert earlier.present("CLOSEDT")
            assert earlier.day("CLOSEDT") <= later.day("ASSESSDT")


def test_transfers_arrive_at_a_team_of_the_area_that_was_named(story: Story) -> None:
    people = by(who, story.episodes)
    left = [row for row in story.episodes if row["CLSRSN"] in {"105", "206"}]
    days = []
    for row in left:
        arrivals = [
            (other.day("ASSESSDT") - row.day("CLOSEDT")).days
            for other in people[who(row)]
            if other["AGNCY"] != row["AGNCY"]
            and other.day("ASSESSDT") >= row.day("CLOSEDT")
            and row["TRFTO"] in {other["DAT"], story.agency_dat[str(other["AGNCY"])]}
        ]
        days.append(min(arrivals, default=None))
    assert len(left) > 50
    assert 0.25 < share(sum(gap is not None and gap <= 21 for gap in days), len(left)) < 0.9
    assert any(gap is not None and gap > 21 for gap in days), "some arrive late"
    assert any(gap is None for gap in days), "some never"


def test_who_comes_from_prison_was_released_from_it(story: Story) -> None:
    released = by(
        lambda row: (*who(row), row["PRISON"]), [row for row in story.stays if row["EXITRSN"] == "R"]
    )
    came = [row for row in story.episodes if row["PROMPT"] == "6"]
    known = [
        row
        for row in came
        if any(
            timedelta() <= row.day("ASSESSDT") - stay.day("EXITDT") <= WITHIN
            for stay in released[(*who(row), row["TRFFROM"])]
        )
    ]
    assert len(came) > 50
    assert share(len(known), len(came)) > 0.95, "the rest have a fault on one side"
    met = {who(row) for row in came}
    assert any(who(stay) not in met for stay in story.stays)


def test_who_was_taken_into_custody_is_in_that_prison(story: Story) -> None:
    stays = by(lambda row: (*who(row), row["PRISON"]), story.stays)
    taken = [row for row in story.episodes if row["CLSRSN"] in {"104", "205"}]
    inside = [
        row
        for row in taken
        if any(
            timedelta() <= row.day("CLOSEDT") - stay.day("ADMDT") <= timedelta(days=2)
            for stay in stays[(*who(row), row["TRFTO"])]
        )
    ]
    assert len(taken) > 50
    assert share(len(inside), len(taken)) > 0.95


def test_referrals_lead_to_a_start_or_do_not(story: Story) -> None:
    starts = by(
        lambda row: (*who(row), row["AGNCY"]), [row for row in story.treatments if row.present("MODST")]
    )
    referred = [row for row in story.rows if row.present("REFSTDT")]
    within = Counter[int | None]()
    for row in referred:
        days = [
            (start.day("MODST") - row.day("REFSTDT")).days
            for start in starts[(*who(row), row["REFSTAG"])]
            if start.day("MODST") >= row.day("REFSTDT")
        ]
        within[next((limit for limit in (21, 42, 84) if days and min(days) <= limit), None)] += 1
    assert len(referred) > 300
    assert 0.35 < share(within[21], len(referred)) < 0.7
    assert 0.04 < share(within[42], len(referred)) < 0.25
    assert 0.02 < share(within[84], len(referred)) < 0.2
    assert 0.1 < share(within[None], len(referred)) < 0.5


def test_some_are_in_treatment_alone_some_at_a_cjit_alone_and_some_in_both(story: Story) -> None:
    treated, met = {who(row) for row in story.treatments}, {who(row) for row in story.episodes}
    assert share(len(treated - met), len(treated)) > 0.25
    assert share(len(met - treated), len(met)) > 0.25
    assert share(len(met & treated), len(met)) > 0.15
    starts = by(who, [row for row in story.treatments if row.present("MODST")])
    assert any(
        start.day("MODST") < row.day("ASSESSDT")
        and (start.blank("DISD") or start.day("DISD") > row.day("ASSESSDT"))
        for row in story.episodes
        for start in starts[who(row)]
    ), "some are in treatment already"


def test_people_come_back_within_a_journey_and_in_a_new_one_here_and_elsewhere(story: Story) -> None:
    gaps, agencies, homes = [], [], []
    for rows in by(who, story.episodes).values():
        rows.sort(key=lambda row: row.day("ASSESSDT"))
        agencies.append(len({row["AGNCY"] for row in rows}))
        homes.append(len({row["LA"] for row in rows}))
        gaps += [
            (later.day("ASSESSDT") - earlier.day("CLOSEDT")).days
            for earlier, later in pairwise(rows)
            if earlier.present("CLOSEDT")
        ]
    assert 0.1 < share(sum(0 <= gap <= 21 for gap in gaps), len(gaps)) < 0.7
    assert 0.3 < share(sum(gap > 21 for gap in gaps), len(gaps)) < 0.9
    assert 0.02 < share(sum(count > 1 for count in agencies), len(agencies)) < 0.3
    assert sum(count > 1 for count in homes) > 10


def test_reviews_are_half_yearly(story: Story) -> None:
    gaps = []
    for rows in by(lambda row: (row["AGNCY"], row["EPISODID"]), story.rows).values():
        days = [row.day("SUBMODDT") for row in rows if row.present("SUBMODDT")]
        assert days == sorted(days)
        gaps += [(later - earlier).days for earlier, later in pairwise(days)]
    assert len(gaps) > 100
    assert share(sum(120 <= gap <= 200 for gap in gaps), len(gaps)) > 0.3
    assert max(gaps) < 365


def test_mixes_are_those_of_the_field(story: Story) -> None:
    count = len(story.episodes)

    def of(item: str, *codes: str) -> float:
        return share(sum(row[item] in codes for row in story.episodes), count)

    assert 0.74 < of("SEX", "M") < 0.86
    drugs = [{row["DRUG1"], row["DRUG2"], row["DRUG3"]} for row in story.episodes]
    assert 0.5 < share(sum(bool(used & (OPIATES | {"3201"})) for used in drugs), count) < 0.75
    assert 0.08 < share(sum(used == {"7000", "9996", "9997"} for used in drugs), count) < 0.17
    assert 0.2 < of("PROMPT", "1") < 0.35
    assert {row["PROMPT"] for row in story.episodes} == {str(code) for code in range(1, 13)}
    assert 0.5 < of("ACCMNEED", "3") < 0.72
    assert 0.6 < share(sum(row.present("CASESTDT") for row in story.episodes), count) < 0.8
    assert 0.03 < share(sum(row.blank("CLOSEDT") for row in story.episodes), count) < 0.25
    reasons = {row["CLSRSN"] for row in story.episodes if row.present("CLSRSN")}
    assert reasons == {"101", "102", "103", "104", "105", *(str(code) for code in range(201, 212))}
    ages = [(row.day("ASSESSDT") - row.day("DOB")).days / 365.25 for row in story.episodes]
    assert min(ages) >= 18
    assert max(ages) < 70
    assert of("DAT", "Z00B") < 0.03
    assert of("PC", "ZZ99 3") > 0.03


def test_clients_registered_twice_and_people_seen_twice_a_day(world: World) -> None:
    episodes = world.episodes
    assert (episodes["registration"] == 1).any()
    same_day: dict[tuple[int, int], set[int]] = defaultdict(set)
    for person, day, agency in zip(episodes["person"], episodes["assess"], episodes["agency"], strict=True):
        same_day[person, day].add(agency)
    assert any(len(agencies) > 1 for agencies in same_day.values())

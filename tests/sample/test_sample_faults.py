"""The table of faults against what an independent reading of the rules finds in the files."""

from collections import Counter

import numpy as np
import pytest
from sample_on_disk import Sample

from cjit.sample import DEFAULT_UNTIL, FAULTS, SHORT_FAULTS
from cjit.sample.draws import Columns, length
from cjit.sample.facts import facts_of
from cjit.sample.faults import Plan, plan
from cjit.sample.styles import FATAL_AGENCY
from cjit.sample.world import World, build
from oracle.judge import Judgement

ERRORS = {f"E{number:02d}" for number in range(1, 28)} - {"E05"}
WARNINGS = {f"W{number:02d}" for number in range(1, 39)}
CONSENT = next(number for number, fault in enumerate(FAULTS) if fault.rule == "consent")


def test_the_table_has_every_rule() -> None:
    assert {fault.rule for fault in FAULTS} == ERRORS | WARNINGS | {"consent", "near miss"}


def test_every_rule_fires_in_a_sample_of_default_size(judged: dict[str, Judgement]) -> None:
    fired = {finding.rule for judgement in judged.values() for finding in judgement.findings}
    assert fired == ERRORS | WARNINGS


def _rows_expected(facts: Columns, planned: Plan) -> Counter[str]:
    """Findings by rule if every planned fault fires its own rule on its own rows, and nothing else fires."""
    expected: Counter[str] = Counter()
    for episode, number in zip(planned.episode, planned.fault, strict=True):
        fault = FAULTS[number]
        rows = facts["rows"]
        of_client = rows[facts["client"] == facts["client"][episode]].sum()
        expected[fault.rule] += int(
            {
                "consent": of_client,
                "near miss": 0,
                "E25": of_client - rows[episode],  # on the later one of two
                "E26": of_client,
                "E27": rows[episode],
                "W37": 1,
            }.get(fault.rule, rows[episode] if fault.rows == "all" else 1)
        )
    return expected


def test_each_fault_fires_its_rule_where_it_was_put_and_no_other(
    judged: dict[str, Judgement], facts: Columns, planned: Plan
) -> None:
    expected = _rows_expected(facts, planned)
    found = Counter(finding.rule for judgement in judged.values() for finding in judgement.findings)
    withheld = sum(judgement.counts.rows_withheld for judgement in judged.values())
    assert withheld == expected.pop("consent")
    assert found.pop("W25") > 0  # of the world itself: the next test
    assert found == +expected


def test_the_young_are_as_many_as_the_table_says(judged: dict[str, Judgement], world: World) -> None:
    rows = sum(judgement.counts.rows_submitted for judgement in judged.values())
    young = sum(len(judgement.of("W25")) for judgement in judged.values())
    share = next(fault.share for fault in FAULTS if fault.rule == "W25")
    assert share / 3 < young / rows < share * 2
    assert length(world.rows) > rows


@pytest.fixture(scope="module")
def national() -> tuple[Columns, Plan]:
    """Large enough that every share can be met to the episode."""
    facts = facts_of(build(60, 30, DEFAULT_UNTIL, 3))
    return facts, plan(facts, 3, without_agency=FATAL_AGENCY)


def test_shares_are_met(national: tuple[Columns, Plan]) -> None:
    facts, planned = national
    size = length(facts)
    counted = np.bincount(planned.fault, minlength=len(FAULTS))
    for fault, count in zip(FAULTS, counted, strict=True):
        if fault.way is not None:
            assert count == round(fault.share * size), fault.rule


def test_a_client_has_one_fault_at_most(national: tuple[Columns, Plan]) -> None:
    facts, planned = national
    clients = facts["client"][planned.episode]
    assert len(np.unique(clients)) == len(clients)


def test_percentages_look_like_real_life(judged: dict[str, Judgement]) -> None:
    submitted = sum(judgement.counts.rows_submitted for judgement in judged.values())
    loaded = sum(judgement.counts.rows_loaded for judgement in judged.values())
    warned = sum(judgement.counts.rows_with_warning for judgement in judged.values())
    assert 97 <= 100 * loaded / submitted <= 99
    assert 85 <= 100 * (loaded - warned) / loaded <= 92
    shares = [judgement.counts.rows_loaded / judgement.counts.rows_submitted for judgement in judged.values()]
    assert max(shares) - min(shares) > 0.02, "agencies differ in care"


@pytest.mark.parametrize("feed", ["structured", "secure"])
def test_the_short_feeds_have_each_of_their_faults(sample: Sample, feed: str) -> None:
    judged = sample.judged(feed)
    rows = sum(judgement.counts.rows_submitted for judgement in judged.values())
    found = Counter(finding.rule for judgement in judged.values() for finding in judgement.findings)
    least = 1 if rows >= 1000 else 0
    expected = {
        fault.rule: max(round(fault.share * rows), least) for fault in SHORT_FAULTS if fault.feed == feed
    }
    assert found == Counter(expected)
    assert set(found) == {"E01", "E02", "E03", "E04", "E07", "E09", "X01", "X02"}

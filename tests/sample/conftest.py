"""One sample of the default size for all tests of this folder, and the world behind it."""

import pytest
from sample_on_disk import Sample, sample_in

from cjit.sample import DEFAULT_UNTIL, write_sample
from cjit.sample.draws import Columns
from cjit.sample.facts import facts_of
from cjit.sample.faults import Plan, plan
from cjit.sample.styles import FATAL_AGENCY
from cjit.sample.world import World, build
from oracle.judge import Judgement


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    root = tmp_path_factory.mktemp("sample")
    write_sample(root)
    return sample_in(root)


@pytest.fixture(scope="session")
def judged(sample: Sample) -> dict[str, Judgement]:
    return sample.judged()


@pytest.fixture(scope="session")
def world() -> World:
    """The world behind the sample."""
    return build(12, 24, DEFAULT_UNTIL, 1)


@pytest.fixture(scope="session")
def facts(world: World) -> Columns:
    return facts_of(world)


@pytest.fixture(scope="session")
def planned(facts: Columns) -> Plan:
    return plan(facts, 1, without_agency=FATAL_AGENCY)

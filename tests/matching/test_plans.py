"""A few people among many are looked up by index: what a night links and matches costs what it brings."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from cjit.linkage.link import PENDING
from cjit.warehouse.connection import Warehouse

from .plans import filled, plans_of

_MANY = """
insert into core.episode (agency_code, episode_id, submission_id, current_from, content_hash,
    person_key, substance_group, first_initial, surname_initial, dob, sex, dat_code, assessed_on,
    closed_on, closure_reason)
select 'A' || n % 50, 'E' || n, 'S', now(), 1, sha256(n::text::bytea), 'opiate', chr(65 + n % 20),
    chr(65 + n / 20 % 20), date '1960-01-01' + n % 9000, 'M', 'D' || n % 20, date '2018-01-01' + n % 300,
    date '2018-12-01', '201'
from generate_series(1, 20000) as n;

insert into core.referral
select agency_code, episode_id, 'S', 'R', assessed_on, 'S1' from core.episode;

insert into core.treatment (agency_code, episode_id, submission_id, person_key, first_initial,
    surname_initial, dob, sex, dat_code, started_on)
select 'S' || n % 50, 'T' || n, 'S', sha256(n::text::bytea), chr(65 + n % 20), chr(65 + n / 20 % 20),
    date '1960-01-01' + n % 9000, 'M', 'D' || n % 20, date '2018-03-01' + n % 300
from generate_series(1, 40000) as n where n % 3 > 0;

insert into core.stay (prison_code, stay_id, submission_id, person_key, exit_on, exit_reason)
select 'P' || n % 50, 'Y' || n, 'S', sha256(n::text::bytea), date '2018-03-01', 'R'
from generate_series(1, 20000) as n;

insert into core.episode_link
select agency_code, episode_id, person_key, 2, null from core.episode;

insert into core.transfer
select person_key, agency_code, episode_id, 'A0', episode_id, assessed_on, dat_code, 0 from core.episode;

insert into core.prison_match
select person_key, 'P1', episode_id, assessed_on, dat_code, agency_code, episode_id, assessed_on, 0
from core.episode;

insert into core.near_miss
select episode_id, dat_code, person_key, person_key || '\\x00', 'cjit', 'cjit', 1, 0.5, '', true, null
from core.episode;

insert into core.treatment_match
select person_key, agency_code, episode_id, 'R', 'referral', assessed_on, assessed_on + 84,
    null, null, null, null, false
from core.episode;

insert into core.touched_person select person_key, 'S' from core.episode order by episode_id limit 3;
"""
_BIG = (
    r"Seq Scan on (episode|episode_link|referral|treatment|stay"
    r"|transfer|treatment_match|prison_match|near_miss)\b"
)


@pytest.fixture(params=[True, False], ids=["counted", "not counted yet"])
def connection(
    warehouse: Warehouse, request: pytest.FixtureRequest
) -> Iterator[psycopg.Connection[tuple[str]]]:
    """A warehouse of many."""
    with filled(warehouse, _MANY, counted=request.param) as connection:
        yield connection


def _whole(connection: psycopg.Connection[tuple[str]], step: str) -> list[str]:
    """The big tables that the step reads from end to end."""
    plans = plans_of(connection, step, {"everybody": False}, **PENDING)
    assert plans, step
    return re.findall(_BIG, "\n".join(plans))


_KINDS = ("transfers", "treatment", "prison")


def test_linking_and_matching_a_few_read_no_table_whole(connection: psycopg.Connection[tuple[str]]) -> None:
    for step in ("take_touched", "work_out", "remove_stale", "add_new"):
        assert _whole(connection, f"link/{step}") == [], step
    for step in ("take_waiting", "episodes", "transfers", "treatment", "prison"):
        assert _whole(connection, f"match/{step}") == [], step
    for step in (f"{change}_{kind}" for change in ("remove", "add") for kind in _KINDS):
        assert _whole(connection, f"match/{step}") == [], step


def test_near_misses_of_an_agency_are_looked_up(connection: psycopg.Connection[tuple[str]]) -> None:
    query = "explain (analyze, costs off) select * from out.unmatched_referral where agency_code = 'A7'"
    plan = "\n".join(row[0] for row in connection.execute(query))
    assert "treatment_born" in plan
    assert "treatment_initials" in plan
    assert re.findall(r"Seq Scan on (episode|referral|treatment)\b", plan) == []

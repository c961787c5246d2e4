"""A few people among many are looked up by index: a night's matching costs what the night brings."""

import re

import psycopg
import pytest

from cjit.warehouse.connection import Warehouse, sql_text

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

insert into core.treatment_match
select person_key, agency_code, episode_id, 'R', 'referral', assessed_on, assessed_on + 84,
    null, null, null, null, false
from core.episode;

analyze;

create temporary table pending_match as
select person_key from core.episode order by episode_id limit 3;
"""
_BIG = r"Seq Scan on (episode|referral|treatment|stay|episode_link|treatment_match)\b"


@pytest.fixture
def connection(warehouse: Warehouse) -> psycopg.Connection[tuple[str]]:
    connection = psycopg.connect(warehouse.url)
    connection.execute(_MANY)
    return connection


def _plans(connection: psycopg.Connection[tuple[str]], name: str) -> str:
    """The plans of a file's statements, which are run too: later ones read what earlier ones make."""
    text = re.sub(r"--.*", "", sql_text(name))
    told = []
    with psycopg.ClientCursor(connection) as cursor:
        for statement in filter(str.strip, text.split(";")):
            can_be_explained = statement.split()[0] in {"create", "delete", "insert"}
            explain = "explain (analyze, costs off) " if can_be_explained else ""
            cursor.execute(explain + statement, {"everybody": False})  # type: ignore[arg-type]
            told += [row[0] for row in cursor.fetchall()] if explain else []
    return "\n".join(told)


def test_matching_a_few_reads_no_table_whole(connection: psycopg.Connection[tuple[str]]) -> None:
    for step in ("episodes", "transfers", "treatment", "prison"):
        assert re.findall(_BIG, _plans(connection, f"match/{step}")) == [], step
    for kind in ("transfers", "treatment", "prison"):
        for step in ("remove", "add"):
            assert re.findall(_BIG, _plans(connection, f"match/{step}_{kind}")) == [], (step, kind)
    connection.close()


def test_near_misses_of_an_agency_are_looked_up(connection: psycopg.Connection[tuple[str]]) -> None:
    query = "explain (analyze, costs off) select * from out.unmatched_referral where agency_code = 'A7'"
    plan = "\n".join(row[0] for row in connection.execute(query))
    assert "treatment_born" in plan
    assert "treatment_initials" in plan
    assert re.findall(r"Seq Scan on (episode|referral|treatment)\b", plan) == []
    connection.close()

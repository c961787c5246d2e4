"""What to put right first is worked out file by file: no big table read whole, no look-up row by row."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from cjit.warehouse.connection import Warehouse, sql_text
from matching.plans import filled, plans_of

_MANY = """
insert into dq.submission
select 'S' || n, 'A' || n, 'cjit', 'f.csv', '', 1, 1, '2018-12-20', 1, null from generate_series(0, 49) as n;

insert into dq.verdict (submission_id, verdict, agency_code, rows_submitted, rows_loaded, rows_with_warning,
    dataset_version, rules_version, lists_version, code_version)
select submission_id, 'accepted', folder, 400, 300, 200, 'O', 'now', '', '' from dq.submission;

insert into dq.rule
select 'now', 'cjit', left(severity, 1) || n, item, 1, severity, 'message', 'why', 'fix'
from (values ('error'), ('warning')) as s (severity),
    (values (1, 'SEX'), (2, 'DOB'), (3, 'ACCMNEED'), (4, 'REFSTDT'), (5, 'NATION')) as i (n, item);

insert into dq.finding (submission_id, row_no, episode_id, rule, item, clause)
select s.submission_id, n, 'E' || n, r.rule, r.item, 1
from dq.submission as s, generate_series(1, 400) as n, dq.rule as r
where r.severity = 'warning' or (n % 4 = 0 and n % 5 + 1 = substr(r.rule, 2)::integer);

insert into core.row_in_error
select folder, submission_id, n, 'E' || n, 'D', 30, '2018-11-05', '2018-11-06', null, null, '2018-11-01'
from dq.submission, generate_series(4, 400, 4) as n;

insert into core.episode (agency_code, episode_id, submission_id, current_from, content_hash, person_key,
    age, substance_group, dat_code, assessed_on, caseload_on, closed_on, closure_reason)
select folder, 'E' || n, submission_id, now(), 1, sha256((folder || n)::bytea), 30, 'opiate', 'D',
    date '2018-01-01' + n % 330, date '2018-01-02' + n % 330, date '2018-11-20', '201'
from dq.submission, generate_series(1, 400) as n where n % 8 > 0;

insert into core.held_back
select agency_code, episode_id, submission_id from core.row_in_error where row_no % 8 > 0;

insert into core.referral
select agency_code, episode_id, submission_id, 'R', assessed_on, 'S1' from core.episode;

insert into core.episode_link
select agency_code, episode_id, person_key, null, 'E1' from core.episode where episode_id like '%7';
"""
_BIG = r"Seq Scan on (finding|row_in_error|episode|episode_link|referral|held_back)\b"
_ASKED = {"level": "provider", "area_code": "A7", "agencies": ["A7"], "submission_ids": ["S7"]}


@pytest.fixture(params=[True, False], ids=["counted", "not counted yet"])
def connection(
    warehouse: Warehouse, request: pytest.FixtureRequest
) -> Iterator[psycopg.Connection[tuple[str]]]:
    """A warehouse of many agencies, asked as an engineer."""
    with filled(warehouse, _MANY, counted=request.param) as connection:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(sql_text("access/become"), {"who": "Erin", "scope": "", "role": "cjit_engineer"})
        yield connection


def test_an_agency_is_looked_up_at_once(connection: psycopg.Connection[tuple[str]]) -> None:
    (plan,) = plans_of(connection, "web/fix_first", _ASKED)
    assert re.findall(_BIG, plan) == []
    assert re.search(r"finding_submission.* rows=2\d{3}\b", plan), "the agency has findings"
    # A Values Scan is the five figures of an episode, worked out where it stands.
    again = [line for line in plan.splitlines() if "Values Scan" not in line]
    assert max(int(loops) for loops in re.findall(r"loops=(\d+)", "\n".join(again))) <= 50, "files"

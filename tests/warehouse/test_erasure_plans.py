"""An erasure costs what its agency holds: no big table is read whole, and nothing row by row."""

import re

import pytest

from cjit.warehouse.connection import Warehouse, sql_text
from matching.plans import again, filled, plans_of

_MANY = """
insert into dq.submission
select 'S' || n || '-' || s, 'A' || n, 'cjit', 'f.csv', '', 1, s, date '2018-12-01' + s, s, null
from generate_series(1, 60) as n, generate_series(1, 5) as s;

insert into dq.verdict (submission_id, verdict, agency_code, dataset_version, rules_version, lists_version,
    code_version)
select submission_id, 'accepted', folder, 'O', '', '', '' from dq.submission where arrival_no < 5;

insert into core.episode (agency_code, episode_id, submission_id, current_from, current_to, content_hash,
    person_key, client_id, substance_group, assessed_on)
select folder, 'E' || n, submission_id, now(), case when arrival_no < 4 then now() end, 1,
    sha256((folder || n)::bytea), 'C' || n, 'opiate', '2018-02-01'
from dq.submission, generate_series(1, 200) as n where arrival_no < 5
order by folder, submission_id;

insert into core.review
select agency_code, episode_id, submission_id, 'R' || n, null, true, true, true, true, true, true, true, true,
    true, true, true, true, true, true
from core.episode, generate_series(1, 2) as n
order by submission_id;

insert into core.referral (agency_code, episode_id, submission_id, referral_id)
select agency_code, episode_id, submission_id, 'R' from core.episode;

insert into dq.finding (submission_id, row_no, client_ref, episode_id, rule, item, clause, value)
select submission_id, n, 'known', 'E' || n, 'W01', 'SEX', 1, 'known'
from dq.submission, generate_series(1, 400) as n where arrival_no < 5;
"""
_ROWS = """
insert into erased_row
select 'S7-' || s, c, 'C' || c from generate_series(1, 4) as s, generate_series(1, 3) as c
"""
_BIG = r"Seq Scan on (episode|review|referral|finding)\b"


@pytest.mark.parametrize("counted", [True, False], ids=["counted", "not counted yet"])
def test_what_is_loaded_of_some_clients_is_found_by_their_agency_and_files(
    warehouse: Warehouse, counted: bool
) -> None:
    names = {"agency_code": "A7", "submission_id": "S7-5"}
    with filled(warehouse, _MANY, counted) as connection:
        connection.execute("select brin_summarize_new_values('core.review_submission')")
        opened = sql_text("erase/open_withdrawn") % {"client_ids": "array['C1', 'C2', 'C3']"}
        connection.execute(opened.encode())
        connection.execute(_ROWS)
        plan = "\n".join(plans_of(connection, "erase/erase", names))
        assert re.findall(_BIG, plan) == []
        assert max(rows * loops for rows, loops in again(plan)) < 100, "row by row"
        left = connection.execute(
            "select (select count(*) from core.episode where agency_code = 'A7' and client_id = 'C3'),"
            " (select count(*) from core.review where agency_code = 'A7'),"
            " (select count(*) from core.episode), (select count(*) from dq.finding where value is null)"
        ).fetchone()
        assert left == (0, 2 * 4 * 197, 60 * 4 * 200 - 4 * 3, 12)

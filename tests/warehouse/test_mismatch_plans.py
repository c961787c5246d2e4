"""Open mismatches are looked up once, however few of them Postgres believes there to be."""

import pytest

from cjit.warehouse.connection import Warehouse, sql_text
from matching.plans import again, filled, plans_of

_CURRENT = """
insert into dq.submission
select 'S' || n, 'A', 'cjit', 'f.csv', '', 1, n, date '2018-12-01' + n, n, null
from generate_series(1, 5) as n;

insert into core.episode (agency_code, episode_id, submission_id, current_from, content_hash, person_key,
    substance_group, assessed_on)
select 'A', 'E' || n, 'S4', now(), 1, sha256(n::text::bytea), 'opiate', '2018-02-01'
from generate_series(1, 2000) as n;
"""
_LATER = """
insert into core.episode (agency_code, episode_id, submission_id, current_from, current_to, content_hash,
    person_key, substance_group, assessed_on)
select 'A', 'E' || n, 'S' || s, now(), now(), 1, sha256(n::text::bytea), 'opiate', '2018-01-01'
from generate_series(1, 2000) as n, generate_series(1, 3) as s;

insert into dq.mismatch (agency_code, episode_id, kind, found_in, compared_with)
select 'A', 'E' || n, 'M4', found_in, compared_with
from generate_series(1, 500) as n, (values ('S2', 'S1'), ('S4', 'S3')) as m (found_in, compared_with);

insert into dq.mismatch_closed (agency_code, episode_id, kind, found_in, state, closed_in)
select agency_code, episode_id, kind, found_in, 'resolved', 'S3' from dq.mismatch where found_in = 'S2';
"""
_NAMES = {"agency_code": "A", "submission_id": "S5"}


@pytest.mark.parametrize("counted", [True, False], ids=["counted before", "never counted"])
def test_what_resolves_mismatches_is_found_by_its_episode(warehouse: Warehouse, counted: bool) -> None:
    with filled(warehouse, _CURRENT, counted) as connection:
        connection.execute(_LATER)
        connection.execute(sql_text("load/open_changed"))  # type: ignore[arg-type]
        connection.execute(
            "insert into changed (episode_id, person_key, assessed_on)"
            " select episode_id, person_key, '2018-01-01' from core.episode where submission_id = 'S4'"
        )
        opened, resolved = plans_of(connection, "load/note_changes", _NAMES)
        visits = again(opened + resolved)
        assert visits, "the versions before are visited mismatch by mismatch"
        assert max(rows for rows, _ in visits) <= 1, "and not one by one for each of them"
        (found,) = connection.execute(
            "select count(*) from dq.mismatch_closed where closed_in = 'S5'"
        ).fetchone() or (0,)
        assert found == 500

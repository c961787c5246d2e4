"""Before a night: migrations, lists, register and sentences, as often as one likes."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from cjit.dataset.lists import FILE_RULES, file_rules, lists_on
from cjit.errors import Permanent, Transient
from cjit.quality.rules import rules_of
from cjit.settings import PROJECT, Settings
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.migrations import migrate
from cjit.warehouse.prepare import prepare
from nights.files import REGISTER
from nights.house import House, at
from nights.snapshot import differences, snapshot

SPECIFICATION = PROJECT.parent / "shared/spec/submission.md"

# submission.md, "Views that others build on": columns may be added, not renamed.
VIEWS = {
    "submission": """submission_id agency_code file_name sha256 received_at status fatal_rule rows_submitted
        rows_withheld rows_in_error rows_loaded rows_with_warning load_pct dq_pct open_mismatches""",
    "finding": "submission_id agency_code row_no client_ref episode_id rule severity item value message",
    "mismatch": "agency_code episode_id kind state found_in decided_by decided_at",
    "episode": """agency_code episode_id person_key dat_code client_key journey_no assessed_on prompt
        caseload_on closed_on closure_reason transferred_to age sex ethnicity substance_group accommodation
        injecting duplicate_of submission_id""",
    "referral": "agency_code episode_id referral_id referred_on referred_to",
    "review": """agency_code episode_id review_id reviewed_on recpeer recmaid recfmsp recprnt rechse recemp
        recedut recwprj recchkp recrlpp reccmpt recgnh recsmoc recoth""",
    "journey": "dat_code client_key journey_no started_on ended_on episodes agencies",
    "transfer": "from_agency from_episode closed_on transferred_to to_agency to_episode days",
    "treatment_match": """agency_code episode_id referral_id anchor anchored_on treatment_agency
        treatment_episode started_on days already_in_treatment""",
    "prison_match": "prison_code stay_id exit_on exit_dat agency_code episode_id assessed_on days",
}


def test_views_have_the_columns_that_others_build_on(warehouse: Warehouse) -> None:
    with psycopg.connect(warehouse.url) as connection:
        found = connection.execute(
            "select table_name, array_agg(column_name::text order by ordinal_position)"
            " from information_schema.columns where table_schema = 'out' group by 1"
        ).fetchall()
    columns: dict[str, list[str]] = dict(found)
    assert columns.keys() >= VIEWS.keys() | {"ccjr"}
    for view, names in VIEWS.items():
        assert columns[view][: len(names.split())] == names.split()


def test_the_list_above_is_the_written_one() -> None:
    """Where the specification is at hand; its REC flags are not spelt out there."""
    text = SPECIFICATION.read_text() if SPECIFICATION.exists() else ""
    written = dict(re.findall(r"^\| out\.(\w+) \| (.*) \|$", text, re.MULTILINE))
    for view, names in VIEWS.items():
        spelt_out = [name for name in names.split() if not name.startswith("rec")]
        assert set(spelt_out) <= set(re.findall(r"\w+", written.get(view, names)))
    assert len(VIEWS) == 10


def test_twice_is_once(warehouse: Warehouse, tmp_settings: Settings) -> None:
    settings = tmp_settings.model_copy(update={"agencies": REGISTER})
    prepare(settings, warehouse, at())
    before = snapshot(warehouse)
    assert len(before["ref.agency"]) == 8
    assert len(before["ref.partnership"]) == lists_on(at().date()).partnerships.num_rows
    sentences = {f"{c.rule} {c.item} {c.number}" for name in ("O",) for c in rules_of(name).clauses}
    assert len([text for text in before["dq.rule"] if '"feed": "cjit"' in text]) == len(sentences) + len(
        file_rules()
    )
    prepare(settings, warehouse, at(21))
    assert differences(before, snapshot(warehouse)) == []


def test_side_by_side_is_once(warehouse: Warehouse, tmp_settings: Settings) -> None:
    """Two nights that begin together wait for each other."""
    settings = tmp_settings.model_copy(update={"agencies": REGISTER})
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: prepare(settings, warehouse, at()), range(4)))
    once = snapshot(warehouse)
    prepare(settings, warehouse, at())
    assert differences(once, snapshot(warehouse)) == []


def test_another_sentence_about_a_file_is_another_version_of_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would never reach dq.rule, which keeps the sentences of each version."""
    judge_anew = rules_of.__wrapped__
    before = judge_anew("secure").version
    changed = tmp_path / "file_rules.toml"
    changed.write_text(FILE_RULES.read_text(encoding="utf-8") + "\n# another word\n", encoding="utf-8")
    monkeypatch.setattr("cjit.quality.rules.FILE_RULES", changed)
    after = judge_anew("secure").version
    assert after != before
    assert after[:10] == before[:10]  # in force from the same day


def test_an_empty_database_becomes_a_warehouse(server_url: str, warehouse: Warehouse) -> None:
    """From nothing to the newest revision, and the same as one that came by way of the template."""
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        for schema in ("access", "out", "report", "entry", "core", "dq", "ref", "raw"):
            connection.execute(f"drop schema {schema} cascade")
        connection.execute("drop table alembic_version")
    migrate(warehouse)
    assert snapshot(warehouse).keys() >= {"core.episode", "dq.submission", "ref.agency", "raw.cjit"}
    with psycopg.connect(warehouse.url) as connection:
        assert connection.execute("select count(*) from out.episode").fetchone() == (0,)


def test_a_changed_register_takes_the_place_of_the_old(house: House, tmp_path: Path) -> None:
    register = tmp_path / "agencies.csv"
    shutil.copy(REGISTER, register)
    settings = house.settings.model_copy(update={"agencies": register})
    register.write_text(register.read_text().replace("CJIT two", "CJIT 2").replace("A0003,", "A0033,"))
    try:
        prepare(settings, house.warehouse, at())
        found = house.column(
            "select agency_code || ' ' || name from ref.agency where agency_code like 'A000%%' order by 1"
        )
        assert found[:2] == ["A0001 CJIT one", "A0002 CJIT 2"]
        assert "A0003 Closed the day before" not in found
    finally:
        prepare(house.settings, house.warehouse, at())


def test_a_malformed_register_leaves_everything_as_it_is(house: House, tmp_path: Path) -> None:
    register = tmp_path / "agencies.csv"
    register.write_text("nothing of use")
    before = snapshot(house.warehouse)
    with pytest.raises(Permanent):
        prepare(house.settings.model_copy(update={"agencies": register}), house.warehouse, at())
    assert snapshot(house.warehouse) == before


def test_staged_rows_of_a_killed_night_are_dropped(house: House) -> None:
    house.run("create table raw.batch_cjit_0123 (like raw.cjit)")
    prepare(house.settings, house.warehouse, at())
    assert house.column("select tablename from pg_tables where schemaname = 'raw' order by 1") == [
        *("cjit", "consent", "secure", "structured")
    ]


def test_a_server_that_cannot_be_reached_is_tried_again(tmp_settings: Settings) -> None:
    settings = tmp_settings.model_copy(update={"agencies": REGISTER})
    with pytest.raises(Transient, match="cannot be reached: see that its server is up") as raised:
        prepare(settings, Warehouse("postgresql://nobody:hidden@127.0.0.1:1/none"), at())
    assert "hidden" not in str(raised.value)

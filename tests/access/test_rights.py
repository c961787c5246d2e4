"""What each role of access.md may see: every table, view and column of the database, and every row."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from cjit.errors import Permanent
from cjit.warehouse.asking import SCOPED, Asker, Role, asking
from cjit.warehouse.pool import PooledWarehouse
from nights.house import House

from .world import ASKERS, IDENTIFYING, NORTH

ROLES = [*(f"cjit_{role}" for role in Role), "cjit_public"]
SETTINGS = "select set_config('cjit.who', 'x', true), set_config('cjit.scope', %s, true)"

_FILES = {"agency", "submission", "finding_count", "rule", "freeze_submission"}
_FILES |= {"fix_first", "fix_first_figure", "explained_count"}
_FIGURES = {"area", "ccjr", "ccjr_change", "code", "ccjr_public", "freeze"}
GRANTED = {
    "cjit_engineer": {"backlog", "held_file", "night", "removal", "replay"} | _FIGURES | _FILES,
    "cjit_region": {
        "held_file",
        "finding",
        "mismatch",
        "mismatch_change",
        "explanation",
        "near_miss",
        "near_miss_record",
        "pair_decision",
    }
    | _FIGURES
    | _FILES,
    "cjit_provider": {"held_file", "finding", "mismatch", "mismatch_change", "explanation"}
    | {"entered_client", "entered_episode", "entered_file", "ccjr_change_cause"}
    | _FIGURES
    | _FILES,
    "cjit_commissioner": _FIGURES | _FILES,
    "cjit_pcc": _FIGURES,
    "cjit_public": {"ccjr_public"},
}
"""Written a second time, from access.md: the views of schema access, and no relation of any other."""

WITHHELD = {
    ("cjit_region", "finding"): {"client_ref", "value"},
    ("cjit_engineer", "held_file"): {"decided_by", "decided_at", "why"},
}
_OF_NO_READER = {
    "inputs_sha256",
    "episodes_sha256",
    "submissions_sha256",
    "references_sha256",
    "matches_sha256",
    "code_version",
}
WITHHELD |= {(role, "freeze"): _OF_NO_READER | {"why"} for role in ROLES}
WITHHELD["cjit_region", "freeze"] = _OF_NO_READER

RELATIONS = """
select n.nspname, c.relname, array_agg(a.attname order by a.attnum)
from pg_class c join pg_namespace n on c.relnamespace = n.oid join pg_attribute a on a.attrelid = c.oid
where c.relkind in ('r', 'v', 'm', 'p', 'f') and a.attnum > 0 and not a.attisdropped
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg_temp%'
group by 1, 2
"""


def seen(house: House, asker: Asker, columns: str, view: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(house.warehouse.url) as connection:
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(f"cjit_{asker.role}")))
        connection.execute(SETTINGS, ["\x1f".join(asker.scope)])
        query = sql.SQL("select {} from access.{}").format(
            sql.SQL(", ").join(map(sql.Identifier, columns.split())), sql.Identifier(view)
        )
        return sorted(connection.execute(query).fetchall(), key=repr)


@pytest.mark.parametrize("role", ROLES)
def test_rights_to_every_column_of_every_relation_are_those_granted(world: House, role: str) -> None:
    with psycopg.connect(world.warehouse.url) as connection:
        relations = connection.execute(RELATIONS).fetchall()
        assert {(schema, name) for schema, name, _ in relations} > {("core", "episode"), ("dq", "finding")}
        for schema, name, columns in relations:
            granted = set(columns) if schema == "access" and name in GRANTED[role] else set()
            granted -= WITHHELD.get((role, name), set())
            whole = sql.Identifier(schema, name).as_string()
            readable = {
                column
                for column in columns
                if connection.execute(
                    "select has_column_privilege(%s, %s, %s, 'select')"
                    " and has_schema_privilege(%s, %s, 'usage')",
                    (role, whole, column, role, schema),
                ).fetchone()
                == (True,)
            }
            assert readable == granted, (schema, name)
            changeable = connection.execute(
                "select has_table_privilege(%s, %s, 'insert, update, delete, truncate, references, trigger')"
                " or has_any_column_privilege(%s, %s, 'insert, update, references')",
                (role, whole, role, whole),
            ).fetchone()
            assert changeable == (False,), (schema, name)


@pytest.mark.parametrize("role", ROLES)
def test_roles_cannot_sign_in_nor_make_anything(world: House, role: str) -> None:
    with psycopg.connect(world.warehouse.url, row_factory=dict_row) as connection:
        attributes = connection.execute("select * from pg_roles where rolname = %s", [role]).fetchone()
        may = connection.execute(
            "select bool_or(has_schema_privilege(%s, nspname, 'create')) as create from pg_namespace", [role]
        ).fetchone()
        functions = connection.execute(
            "select p.proname from pg_proc p join pg_namespace n on p.pronamespace = n.oid"
            " where n.nspname in ('access', 'dq', 'core', 'out', 'report', 'ref', 'raw')"
            " and has_function_privilege(%s, p.oid, 'execute') and has_schema_privilege(%s, n.oid, 'usage')",
            [role, role],
        ).fetchall()
    assert attributes is not None
    assert [name for name, value in attributes.items() if value is True] == []
    assert may == {"create": False}
    assert {each["proname"] for each in functions} <= {"scope", "scope_names"}


AGENCIES = {
    "engineer": {"A0001", "A0002", "A0003", "G0001", "S0001", "DMI"},
    "north": {"A0001", "A0002", "A0003", "S0001"},
    "london": {"G0001"},
    "both": {"A0001", "A0002", "A0003", "S0001", "G0001"},
    "nowhere": set(),
    "provider": {"A0001"},
    "commissioner": {"A0001", "A0002", "S0001"},
    "pcc": set(),
}
ROWS = {
    "submission": "submission_id agency_code",
    "finding_count": "submission_id rule item message findings",
    "held_file": "submission_id agency_code state",
    "finding": "submission_id row_no rule item episode_id message",
    "mismatch": "agency_code episode_id kind state",
    "mismatch_change": "agency_code episode_id kind found_in",
    "freeze_submission": "freeze_id agency_code submission_id",
    "explained_count": "submission_id rule item explained",
    "explanation": "agency_code rule item episode_id why explained_by",
    "fix_first": "agency_code rule item findings rows_alone",
    "fix_first_figure": "agency_code dat_code rule item figure of_month of_year",
}


@pytest.mark.parametrize("view", ROWS)
@pytest.mark.parametrize("who", ASKERS)
def test_rows_seen_are_those_of_ones_own_agencies(world: House, who: str, view: str) -> None:
    asker = ASKERS[who]
    if view not in GRANTED[f"cjit_{asker.role}"]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seen(world, asker, ROWS[view], view)
        return
    names = ROWS[view].split()
    everything = world.ask(sql.SQL('select * from "out".{}').format(sql.Identifier(view)))  # type: ignore[arg-type]
    assert everything
    own = [tuple(line[name] for name in names) for line in everything if line["agency_code"] in AGENCIES[who]]
    assert seen(world, asker, ROWS[view], view) == sorted(own, key=repr)


def test_files_of_a_freeze_that_other_feeds_sent_are_their_senders(world: House) -> None:
    """A freeze records them all; of S0001's and DMI's a provider sees none but its own."""
    senders = {"S0001": Asker("Sue", Role.provider, ("S0001",)), "DMI": Asker("Di", Role.provider, ("DMI",))}
    columns = "agency_code feed"
    assert seen(world, ASKERS["provider"], columns, "freeze_submission") == [("A0001", "cjit")]
    assert seen(world, senders["S0001"], columns, "freeze_submission") == [("S0001", "structured")]
    assert seen(world, senders["DMI"], columns, "freeze_submission") == [("DMI", "secure")]


def _rate(level: str) -> Callable[[dict[str, Any]], bool]:
    return lambda line: line["level"] == level and line["denominator"] is not None


def _at(level: str, *areas: str) -> Callable[[dict[str, Any]], bool]:
    return lambda line: line["level"] == level and line["area_code"] in areas


BENCHMARKS = [_rate("england"), _rate("region")]
FIGURES: dict[str, list[Callable[[dict[str, Any]], bool]]] = {
    "engineer": [lambda line: True],
    "north": [
        *BENCHMARKS,
        _at("region", NORTH),
        _at("force", "Durham", "Cleveland", "Northumbria"),
        _at("provider", "A0001", "A0002", "A0003"),
        lambda line: line["level"] == "partnership" and "A01B" <= line["area_code"] <= "A12B",
    ],
    "nowhere": [],
    "provider": [_at("provider", "A0001"), _at("partnership", "A04B")],
    "commissioner": [*BENCHMARKS, _at("partnership", "A04B"), _at("provider", "A0001", "A0002")],
    "pcc": [*BENCHMARKS, _at("force", "Cleveland")],
}


@pytest.mark.parametrize("who", FIGURES)
def test_figures_seen_are_ones_own_and_rates_as_benchmarks(world: House, who: str) -> None:
    lines = world.ask("select * from out.ccjr")
    own = [line for line in lines if any(mine(line) for mine in FIGURES[who])]
    names = "level area_code measure breakdown period_kind value numerator"
    expected = sorted((tuple(line[name] for name in names.split()) for line in own), key=repr)
    assert seen(world, ASKERS[who], names, "ccjr") == expected


@pytest.mark.parametrize("who", [who for who in ASKERS if who != "provider"])
def test_no_page_can_be_seen_of_an_area_that_is_not_ones_own(world: House, who: str) -> None:
    areas = {
        (level, code)
        for level, code, page in seen(world, ASKERS[who], "level area_code page", "area")
        if page
    }
    if who == "commissioner":
        assert areas == {("partnership", "A04B"), *(("provider", code) for code in ("A0001", "A0002"))}
    elif who == "pcc":
        assert areas == {("force", "Cleveland")}
    else:
        assert (("region", NORTH) in areas) == (who in {"north", "both", "engineer"})
        assert (("england", "england") in areas) == (who == "engineer")
        assert (("partnership", "H15B") in areas) == (who in {"london", "both", "engineer"})


def test_a_provider_sees_no_page_that_names_other_providers(world: House) -> None:
    assert {page for (page,) in seen(world, ASKERS["provider"], "page", "area")} == {False}


@pytest.mark.parametrize("view", ["entered_client", "entered_episode", "entered_file"])
@pytest.mark.parametrize("who", ASKERS)
def test_what_was_typed_is_its_own_agencys_alone(world: House, who: str, view: str) -> None:
    if who == "provider":
        assert seen(world, ASKERS[who], "agency_code", view) == [("A0001",)]
        return
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        seen(world, ASKERS[who], "agency_code", view)
    assert seen(world, Asker("Eve", Role.provider), "agency_code", view) == []


@pytest.mark.parametrize("who", ASKERS)
def test_nobody_sees_initials_birth_or_postcode_or_person_keys(world: House, who: str) -> None:
    asker = ASKERS[who]
    people = world.ask("select encode(person_key, 'hex') as key, dob::text as dob from core.episode")
    hidden = {line["key"] for line in people} | {line["dob"] for line in people}
    hidden |= {IDENTIFYING["DOB"], IDENTIFYING["PC"], "ZZ9 9ZZ", "a0001@example.org"}
    if asker.role != Role.provider:  # its own reference, and what it wrote into the wrong column itself
        hidden |= {"client of mine", "ref-1"}
    else:
        hidden -= {IDENTIFYING["DOB"]}
    columns: dict[str, list[str]] = {name: [] for name in GRANTED[f"cjit_{asker.role}"]}
    for schema, name, cells in psycopg.connect(world.warehouse.url).execute(RELATIONS).fetchall():
        if schema == "access" and name in columns:
            columns[name] = [c for c in cells if c not in WITHHELD.get((f"cjit_{asker.role}", name), set())]
    for view, names in columns.items():
        shown = {str(cell) for line in seen(world, asker, " ".join(names), view) for cell in line}
        assert not {one for one in hidden if any(one in cell for cell in shown)}, view


def test_a_connection_forgets_who_asked(world: House) -> None:
    pool = PooledWarehouse(world.warehouse.url, most=1)
    try:
        with asking(pool, ASKERS["provider"]) as session:
            mine = session.rows("web/latest_files")
        with asking(pool, Asker("Nobody", Role.region)) as session:
            nobodys = session.rows("web/latest_files")
        with pool.session() as session:
            assert session.value("docs/columns") is not None  # the owner again
    finally:
        pool.close()
    assert [each[0].split("-")[0] for each in mine] == ["A0001"]
    assert nobodys == []


def test_nothing_can_be_changed_while_asking(world: House) -> None:
    with pytest.raises(Permanent, match="ReadOnly"), asking(world.warehouse, ASKERS["engineer"]) as session:
        session.run("link/take_touched")


@pytest.mark.parametrize("scope", [("North East\x1fLondon",), ("A\x00",)])
def test_a_scope_cannot_smuggle_in_another(world: House, scope: tuple[str, ...]) -> None:
    with (
        pytest.raises(Permanent, match="control character"),
        asking(world.warehouse, Asker("Eve", Role.region, scope)),
    ):
        pass


def test_a_scope_is_no_sql(world: House) -> None:
    for text in ("' or true --", "North East' or '1'='1", "%", "North_East", "{North East}", "NULL"):
        assert seen(world, Asker("Eve", Role.region, (text,)), "agency_code", "agency") == []


def test_names_are_the_same_in_capitals_and_codes_are_not(world: House) -> None:
    capitals = Asker("Nora", Role.region, (NORTH.upper(),))
    assert seen(world, capitals, "agency_code", "agency") == seen(
        world, ASKERS["north"], "agency_code", "agency"
    )
    assert seen(world, Asker("Pru", Role.provider, ("a0001",)), "agency_code", "agency") == []


def test_every_role_but_the_engineers_needs_a_scope() -> None:
    assert set(Role) - {Role.engineer} == SCOPED


def test_the_access_log_is_added_to_alone(world: House) -> None:
    world.run("insert into dq.access_log (who, did, subject) values ('a', 'read', 'b')")
    world.run("insert into dq.access_log values (now() - interval '6 years 1 day', 'old', 'read', 'b')")
    for statement in (
        "update dq.access_log set who = 'c'",
        "delete from dq.access_log where who = 'a'",
        "truncate dq.access_log",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="access log"):
            world.run(statement)
    world.run("delete from dq.access_log where who = 'old'")
    assert world.column("select count(*) from dq.access_log where who = 'a'") == [1]


def test_near_misses_are_those_of_ones_own_area_and_say_the_episodes_of_ones_own_agencies(
    world: House,
) -> None:
    every = world.ask("select pair_id from out.near_miss where dat_code = 'A04B'")
    assert every
    assert seen(world, ASKERS["north"], "pair_id", "near_miss") == sorted(
        (each["pair_id"],) for each in every
    )
    for view in ("near_miss", "near_miss_record", "pair_decision"):
        assert seen(world, ASKERS["london"], "pair_id", view) == []
    records = set(seen(world, ASKERS["north"], "agency_code episode_id", "near_miss_record"))
    expected = world.ask("select distinct agency_code, episode_id from out.near_miss_record")
    assert {agency for agency, _ in records} > {"A0001", "G0001"}
    assert records == {
        (each["agency_code"], None if each["agency_code"] == "G0001" else each["episode_id"])
        for each in expected
    }

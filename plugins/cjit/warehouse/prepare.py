"""Before a night: migrations, the reference lists, the register and the rules' sentences."""

from datetime import datetime

import pyarrow as pa

from cjit.dataset.definition import FEEDS, definitions_for
from cjit.dataset.lists import Lists, file_rules, lists_for
from cjit.dataset.register import Register, read_register
from cjit.quality.rules import Rules, rule_versions
from cjit.settings import Settings
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.migrations import migrate


def prepare(settings: Settings, warehouse: Warehouse, now: datetime) -> None:
    """Bring the warehouse up to date; safe to run any number of times.

    Raises Permanent where the register is missing or malformed.
    """
    register = read_register(settings.agencies_file)
    migrate(warehouse)
    today = now.date()
    with warehouse.session() as session:
        session.run("load/lock_agency", {"agency_code": "reference"})
        session.run("load/drop_leftovers")
        session.run("load/replace_reference")
        newest = {feed: definitions_for(feed, today, settings) for feed in FEEDS}
        _copy_lists(session, lists_for(newest["cjit"][0], today))
        session.copy_in("ref", "agency", _agencies(register))
        known = set(session.rows("load/known_rules"))
        for feed, definitions in newest.items():
            for rules in (one for each in definitions for one in rule_versions(each.name, today)):
                if (feed, rules.version) not in known:
                    session.copy_in("dq", "rule", _sentences(feed, rules))


def _copy_lists(session: Session, lists: Lists) -> None:
    partnerships = lists.partnerships.select(
        ["dat_code", "name", "region", "police_force", "valid_from", "valid_to"]
    )
    session.copy_in("ref", "partnership", partnerships)
    session.copy_in("ref", "local_authority", lists.local_authorities)
    session.copy_in("ref", "prison", lists.prisons)
    session.copy_in("ref", "code", lists.codes.rename_columns({"group": "grouping"}))


def _agencies(register: Register) -> pa.Table:
    return pa.Table.from_pylist([vars(agency) for agency in register.agencies])


def _sentences(feed: str, rules: Rules) -> pa.Table:
    """A row for each clause of the suites and for each rule about the file as a whole."""
    of_clauses = [
        {
            "rule": clause.rule,
            "item": clause.item,
            "clause": clause.number,
            "severity": clause.severity,
            "message": clause.message,
            "why": clause.why,
            "fix": clause.fix,
        }
        for clause in rules.clauses
    ]
    of_files = [{"rule": rule, "item": "", "clause": 0, **texts} for rule, texts in file_rules().items()]
    rows = pa.Table.from_pylist(of_clauses + of_files)
    for name, value in (("feed", feed), ("rules_version", rules.version)):
        rows = rows.append_column(name, pa.repeat(pa.scalar(value), rows.num_rows))
    return rows

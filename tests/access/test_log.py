"""Decisions and releases go to the access log, with ids of ours and nobody's else."""

from datetime import datetime

from cjit.settings import Settings
from cjit.warehouse.asking import Asker, Role, note_access
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.decisions import Decision, decide_mismatch, refuse_file, release_file
from nights.files import extract, rows
from nights.house import LONDON, SECRET, House

AT = datetime(2018, 12, 22, 9, 30, tzinfo=LONDON)
LINES = "select happened_at, who, did, subject from dq.access_log order by happened_at, did"


def test_each_decision_is_a_line(tmp_settings: Settings, warehouse: Warehouse) -> None:
    house = House.of(tmp_settings, warehouse)
    people = [each | {"SINITIAL": chr(65 + number)} for number, each in enumerate(rows(24))]
    first, second, held = house.send(extract(*people), extract(*people[1:]), extract(*people[:2]))
    decide_mismatch(warehouse, ("A0001", "E1", "M1"), "keep", Decision("Ann", AT, "still open"))
    refuse_file(warehouse, held["submission_id"], Decision("Ben", AT, "half is missing"))
    release_file(
        house.settings, warehouse, held["submission_id"], Decision("Cat", AT, "they moved"), lambda: SECRET
    )
    note_access(warehouse, Asker("Dan", Role.region, ("London",)), "read", first["submission_id"], AT)
    assert [tuple(line.values()) for line in house.ask(LINES)] == [
        (AT, "Ann", "keep M1", second["submission_id"]),
        (AT, "Dan", "read", first["submission_id"]),
        (AT, "Ben", "refuse", held["submission_id"]),
        (AT, "Cat", "release", held["submission_id"]),
    ]

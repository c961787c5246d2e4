"""Two nights of four providers in two regions, with something of everything that may not be seen."""

from datetime import UTC, datetime

from cjit.entry.store import Change, Typed, add_client, add_episode
from cjit.linkage.near_misses import find_near_misses
from cjit.settings import Settings
from cjit.warehouse.asking import Asker, Role
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.decisions import Decision
from cjit.warehouse.explanations import Warned, explain
from nights.files import extract, row, rows, stays, treatment
from nights.house import House
from nights.reports import make_report

NORTH, LONDON = "North East", "London"
REGISTER = """agency_code,name,dat_code,kind,valid_from,valid_to,email
A0001,Tees one,A04B,cjit,2015-04-01,,a0001@example.org
A0002,Tees two,A04B,cjit,2015-04-01,,a0002@example.org
A0003,Durham,A01B,cjit,2015-04-01,,a0003@example.org
G0001,London one,H15B,cjit,2015-04-01,,g0001@example.org
S0001,Treatment one,A04B,structured,2015-04-01,,s0001@example.org
DMI,Prison DMI,,secure,2015-04-01,,dmi@example.org
"""

ASKERS = {
    "engineer": Asker("Erin", Role.engineer),
    "north": Asker("Nora", Role.region, (NORTH,)),
    "london": Asker("Lou", Role.region, (LONDON,)),
    "both": Asker("Bo", Role.region, (NORTH, LONDON)),
    "nowhere": Asker("Nemo", Role.region),
    "provider": Asker("Pru", Role.provider, ("A0001",)),
    "commissioner": Asker("Col", Role.commissioner, ("A04B",)),
    "pcc": Asker("Pip", Role.pcc, ("Cleveland",)),
}

DECISION = Decision.of("Ann", datetime(2018, 12, 21, 9, tzinfo=UTC), "their system sends units")

IDENTIFYING = {"FINITIAL": "Q", "SINITIAL": "X", "DOB": "29/02/1976", "PC": "ZZ9 9"}
"""What must not be seen. The postcode is in full in one row, which fires a warning about it."""


def build(settings: Settings, warehouse: Warehouse) -> House:
    """Two nights in December 2018, the near misses of their people and the report of November."""
    register = settings.data_dir / "agencies.csv"
    register.parent.mkdir(parents=True, exist_ok=True)
    register.write_text(REGISTER, encoding="utf-8")
    house = House.of(settings, warehouse, register)
    for agency in ("A0001", "A0002", "A0003", "G0001"):
        some = [each | IDENTIFYING for each in rows(14, agency)]
        for number, each in enumerate(some):  # people apart, or each would be the other keyed again
            each["SINITIAL"] = chr(65 + number)
        some[0] |= {"PC": "ZZ9 9ZZ"}
        some[1] |= {"ACCMNEED": "99"}
        some[2] |= {"SEX": "29/02/1976", "CLIENT": "client of mine"}
        house.drop(agency, "first.csv", extract(*some))
    house.drop("_structured", "s.csv", treatment(1, 2, **IDENTIFYING_SHORT))
    house.drop("_secure", "d.csv", stays(1, **IDENTIFYING_SHORT))
    house.night(20)
    kept = [
        each | IDENTIFYING | {"SINITIAL": chr(64 + n)} for n, each in enumerate(rows(13, "A0002"), start=1)
    ]
    house.drop("A0002", "second.csv", extract(*kept))
    house.drop("G0001", "second.csv", extract(row(50, AGNCY="G0001", **IDENTIFYING)))
    house.drop("A0003", "second.csv", b"nothing that is a file")
    house.night(21)
    for agency in ("A0001", "A0002"):  # after the nights: what is typed is in none of their files
        change = Change(agency, "Pru", datetime(2018, 12, 22, 2, tzinfo=UTC))
        with warehouse.session() as session:
            client = add_client(
                session, change, {"CLIENT": "typed", "CONSENT": "Y", "DOB": IDENTIFYING["DOB"]}
            )
            add_episode(session, change, client, Typed({"ASSESSDT": "05/11/2018"}))
    for name in house.column("select submission_id from out.finding where rule = 'W05' order by 1"):
        explain(warehouse, Warned(name, "W05", "PC"), "explained", DECISION)
    find_near_misses(house.settings, warehouse)
    make_report(house.settings, warehouse, "2018-11", datetime(2018, 12, 22, 3, tzinfo=UTC))
    return house


IDENTIFYING_SHORT = {name: IDENTIFYING[name] for name in ("FINITIAL", "SINITIAL", "DOB")}

"""Two nights in which everything happens that can: the second, of fifty files, is for tests to disturb.

Agencies A and K have a story each, those of L send what agencies send most nights: a change here and there.
"""

from contextlib import suppress
from typing import Literal

from cjit.errors import Permanent
from cjit.matching.match import link_and_match
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.decisions import Decision, decide_mismatch, release_file
from cjit.warehouse.feedback import publish
from nights.files import extract, row, rows, stays, treatment
from nights.house import SECRET, House, at
from oracle.random_rows import Cells

FILES = 50
FIRST, SECOND = 20, 21
"""The days of December 2018 on which the two nights are."""

_PLAIN = [f"L{number:04}" for number in range(1, 25)]
_CJIT = ["A0001", "A0002", *(f"K{number:04}" for number in range(3, 17)), *_PLAIN]
_CLOSED = {"CLOSEDT": "12/11/2018", "CLSRSN": "201"}
_FULL_POSTCODE = {"PC": "TS1 4AB"}


def begin(settings: Settings, warehouse: Warehouse) -> House:
    """A house with a register of its own under its data folder, before the first night."""
    lines = ["agency_code,name,dat_code,kind,valid_from,valid_to,email"]
    lines += [f"{code},CJIT {code},A04B,cjit,2015-04-01,," for code in _CJIT]
    lines += [f"{code},Treatment {code},A04B,structured,2015-04-01,," for code in ("S0001", "S0002")]
    lines += ["DMI,Prison DMI,,secure,2015-04-01,,"]
    house = House.of(settings, warehouse, settings.agencies_file)
    settings.agencies_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return house


def _people(count: int, agency: str, **cells: str) -> list[Cells]:
    """Rows of different people, so that none is taken for another's episode keyed again."""
    return [row(n, AGNCY=agency, FINITIAL=chr(64 + n), **cells) for n in range(1, count + 1)]


def first_night(house: House) -> None:
    """Everybody's first file; of K0009 and K0010 a second one, which misses an episode."""
    again = {"SINITIAL": "L", "CLIENTID": "C2", "ASSESSDT": "10/12/2018", "CASESTDT": "10/12/2018"}
    sent = {agency: _people(3, agency) for agency in _CJIT}
    sent["A0001"] = [
        row(1, REFSTID="R1", REFSTDT="06/11/2018", REFSTAG="S0001", SUBMID="S1"),
        row(2, SINITIAL="L", CLOSEDT="06/11/2018", CLSRSN="201"),
        row(3, SINITIAL="M"),
        row(6, **again),
        *(row(number, SEX="F") for number in (4, 5)),
    ]
    sent["K0003"] = _people(6, "K0003")
    sent["K0003"][4] |= _CLOSED
    sent["K0004"], sent["K0005"] = _people(12, "K0004"), _people(12, "K0005")
    for agency in ("K0006", "K0007"):
        sent[agency][0] |= _FULL_POSTCODE  # a finding with the client's reference, which an erasure empties
    for agency, cells in sent.items():
        house.drop(agency, "a.csv", extract(*cells))
    for agency in ("K0009", "K0010"):
        house.drop(agency, "b.csv", extract(*sent[agency][:2]), minute=1)
    house.drop("_structured", "a.csv", treatment(1, 2))
    house.drop("_secure", "a.csv", stays(1, 2))
    assert house.night(FIRST) == {"accepted": len(sent) + 4}


def second_night(house: House) -> None:
    """The fifty files lie in the inbox."""
    for drop in (_changes_of_a, _mismatches, _held_and_withdrawn, _fatal):
        drop(house)
    for number, agency in enumerate(_PLAIN):
        mine = _people(3 + number % 2, agency)
        mine[number % 3] |= ({"ACCMNEED": "2"}, {"REFSTID": "R1"}, {"SEX": "?"})[number // 3 % 3]
        house.drop(agency, "b.csv", extract(*mine))
    house.drop("_structured", "a.csv", treatment(2, 3), minute=1)
    house.drop("_structured", "b.csv", treatment(1, agency="S0002"), minute=2)
    house.drop("_structured", "c.csv", treatment(1, agency="S0002"), minute=3)
    house.drop("_secure", "a.csv", stays(1, REFREL="?"))
    assert len(house.inbox()) == FILES


def _changes_of_a(house: House) -> None:
    """Changed, gone, held back, repeated within the night, cut short, and a link."""
    changed = [
        row(1, REFSTID="R2", REFSTDT="13/11/2018", REFSTAG="S0001", SUBMID="S1"),
        row(2, SINITIAL="L", SEX="?"),
        row(4, SEX="F"),
        row(5, SEX="F"),
    ]
    fewer = extract(*changed[:2], row(9, CLIENTID="C4", CONSENT=""))
    house.drop("A0001", "a.csv", extract(*changed), minute=1)
    house.drop("A0001", "b.csv", fewer, minute=2)
    house.drop("A0001", "c.csv", fewer, minute=3)
    moved = [row(n, AGNCY="A0002", FINITIAL="ABC"[n - 1], ASSESSDT=f"0{n}/11/2018") for n in (1, 2, 3)]
    house.drop("A0002", "a.csv", extract(*moved), minute=1)
    house.drop("A0002", "b.csv", extract(*moved)[:-30], minute=2)
    (house.settings.inbox_dir / "A0002/link.csv").symlink_to("a.csv")


def _mismatches(house: House) -> None:
    """K0003 shows M1 to M5 at once; of K0009 an M1 is resolved, of K0010 it turns into an M3."""
    _, other, moved, rekeyed, reopened, same = _people(6, "K0003")
    other |= {"SEX": "F"}
    moved |= {"ASSESSDT": "01/11/2018", "EVNTDT": "01/11/2018"}
    rekeyed |= {"EPISODID": "N4", "CLIENTID": "N4"}
    house.drop("K0003", "b.csv", extract(other, moved, rekeyed, reopened, same))
    house.drop("K0009", "c.csv", extract(*_people(3, "K0009", ACCMNEED="2")), minute=2)
    *two, third = _people(3, "K0010")
    house.drop("K0010", "c.csv", extract(*two, third | {"EPISODID": "N3", "CLIENTID": "N3"}), minute=2)


def _held_and_withdrawn(house: House) -> None:
    """Held, and of K0005 followed by a better file; consent withdrawn, of K0007 from a file of this night."""
    house.drop("K0004", "b.csv", extract(*_people(2, "K0004")))
    house.drop("K0005", "b.csv", extract(*_people(1, "K0005")), minute=1)
    house.drop("K0005", "c.csv", extract(*_people(11, "K0005", ACCMNEED="2")), minute=2)
    gone, *stay = _people(3, "K0006")
    house.drop("K0006", "b.csv", extract(gone | {"CONSENT": "N"}, *stay))
    first, *others = _people(4, "K0007")
    others[2] |= _FULL_POSTCODE
    house.drop("K0007", "b.csv", extract(first | _FULL_POSTCODE, *others), minute=1)
    refused = [cells | {"CONSENT": "N"} for cells in (first, others[2])]
    house.drop("K0007", "c.csv", extract(*refused, *others[:2]), minute=2)


def _fatal(house: House) -> None:
    """K0008 sends the same again; K0011 to K0016 what cannot be read, and one file of another agency."""
    good = extract(*rows(1, "K0011"))
    house.drop("K0008", "b.csv", extract(*_people(3, "K0008")))
    house.drop("K0011", "b.csv", b"")
    house.drop("K0012", "b.csv", good + b"\x81")
    house.drop("K0013", "b.csv", b"A,B\n1,2\n")
    house.drop("K0014", "b.csv", good.replace(b"TRFTO", b"TRFXX", 1))
    house.drop("K0015", "b.csv", extract(*rows(1, "K0016")))
    house.drop("K0016", "b.csv", good.splitlines(keepends=True)[0])


_ANSWERS: tuple[tuple[str, str, Literal["delete", "keep"]], ...] = (
    ("E1", "M1", "delete"),
    ("E2", "M2", "delete"),
    ("E3", "M4", "keep"),
    ("E4", "M3", "keep"),
)


def decide(house: House) -> None:
    """The morning after: answers to K0003's mismatches, and the held file released.

    What was decided before a kill is refused the second time, and passed over.
    """
    decision = Decision.of("R. Viewer", at(SECOND, hour=9), "the agency says so")
    settings, warehouse = house.settings, house.warehouse
    for episode, kind, answer in _ANSWERS:
        with suppress(Permanent):
            decide_mismatch(warehouse, ("K0003", episode, kind), answer, decision)
    for held in house.column("select submission_id from out.held_file where state = 'waiting'"):
        release_file(settings, warehouse, held, decision, lambda: SECRET)
    link_and_match(warehouse)
    publish(settings, warehouse)

"""What was typed into the entry form, and what was uploaded to be checked, go when their time is over."""

from datetime import datetime, timedelta

from cjit.entry.store import Change, Typed, add_client, add_episode, take_in_file
from cjit.intake.uploads import Uploads
from cjit.retention.run import remove_raw, remove_rows
from nights.house import LONDON, House, at

OVER = datetime(2027, 4, 1, 6, tzinfo=LONDON)
"""The first day on which rows of December 2018 are over."""


def entered(house: House, agency: str, day: datetime, *episodes: dict[str, str]) -> None:
    with house.warehouse.session() as session:
        change = Change(agency, "pru", day)
        client = add_client(session, change, {"CONSENT": "Y"})
        keys = [add_episode(session, change, client, Typed(items)) for items in episodes]
        take_in_file(session, change, [key for key, items in zip(keys, episodes, strict=True) if items])


def test_closed_episodes_and_drafts_go_and_open_ones_stay(house: House) -> None:
    entered(house, "A0001", at(20), {"CLOSEDT": "01/12/2018"}, {})
    entered(house, "A0001", at(20), {"CLOSEDT": "01/12/2018"}, {"ASSESSDT": "05/11/2018"})
    entered(house, "A0002", at(20) + timedelta(days=200), {"CLOSEDT": "01/12/2018"}, {})
    before = house.ask("select * from entry.episode")
    assert remove_rows(house.settings, house.warehouse, OVER - timedelta(days=1)).things == {}
    counted = {"entered episodes": 3, "entered clients": 1}
    assert remove_rows(house.settings, house.warehouse, OVER, dry_run=True).things == counted
    assert house.ask("select * from entry.episode") == before
    assert remove_rows(house.settings, house.warehouse, OVER).things == counted
    left = house.ask("select items ->> 'ASSESSDT' as a, items ->> 'CLOSEDT' as c from entry.episode")
    assert {tuple(line.values()) for line in left} == {
        ("05/11/2018", None),
        (None, "01/12/2018"),
        (None, None),
    }
    assert house.column("select sum(number) from out.removal where kind = 'rows'") == [4]


def test_uploads_go_with_their_hour(house: House) -> None:
    uploads = Uploads(house.settings)
    incoming = uploads.begin(at(20))
    incoming.add(b"FINITIAL\nQ\n")
    uploads.end(incoming, "pru", "A0001", "f.csv")
    remove_raw(house.settings, house.warehouse, at(20) + timedelta(hours=1), dry_run=True)
    remove_raw(house.settings, house.warehouse, at(20) + timedelta(minutes=59))
    assert len(list(house.settings.uploads_dir.iterdir())) == 1
    remove_raw(house.settings, house.warehouse, at(20) + timedelta(hours=1))
    assert list(house.settings.uploads_dir.iterdir()) == []

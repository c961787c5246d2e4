"""Lines of the access log go after six years, and no sooner."""

from datetime import datetime

from cjit.retention.run import remove_log
from nights.house import LONDON, House


def test_the_access_log_loses_its_old_lines_alone(house: House) -> None:
    house.run(
        "insert into dq.access_log (happened_at, did, subject) values"
        " ('2018-12-19 23:59+00', 'old', '1'), ('2018-12-20 00:00+00', 'young', '2')"
    )
    now = datetime(2024, 12, 20, 6, tzinfo=LONDON)
    for dry_run in (True, False):
        removed = remove_log(house.settings, house.warehouse, now, dry_run)
        assert removed.things == {"lines of the access log": 1}
    assert house.column("select did from dq.access_log") == ["young"]
    assert remove_log(house.settings, house.warehouse, now).things == {}


def test_the_access_log_keeps_what_is_young_whatever_the_clock_says(house: House) -> None:
    house.run("insert into dq.access_log (happened_at, did, subject) values (now(), 'young', '1')")
    far = datetime(2124, 12, 20, 6, tzinfo=LONDON)
    assert remove_log(house.settings, house.warehouse, far).things == {}
    assert house.column("select did from dq.access_log") == ["young"]

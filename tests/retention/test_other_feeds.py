"""What an open freeze keeps of treatment services and secure settings: the files that matching had read."""

import hashlib
from datetime import datetime

from cjit.intake import archive
from cjit.retention.run import remove_raw, remove_rows
from nights.files import extract, row, stays, treatment
from nights.house import LONDON, House, at
from nights.reports import make_report

MONTHS_LATER = datetime(2020, 1, 21, 6, tzinfo=LONDON)
YEARS_LATER = datetime(2027, 4, 1, 6, tzinfo=LONDON)


def there(house: House, data: bytes) -> bool:
    return archive.path_of(house.settings.archive_dir, hashlib.sha256(data).hexdigest()).is_file()


def test_the_last_files_at_an_open_freeze_stay_and_those_before_and_since_go(house: House) -> None:
    house.send(extract(row(1)), day=3)
    sent = {day: (treatment(day), stays(day)) for day in (2, 4, 16)}
    freeze = ""
    for day, (treated, released) in sent.items():
        if day == 16:
            freeze = make_report(house.settings, house.warehouse, "2018-11", at(15))
        house.drop("_structured", f"{day}.csv", treated)
        house.drop("_secure", f"{day}.csv", released)
        house.night(day)
    held = {f"the open freeze {freeze}": 3}  # with the file of the agency
    assert remove_raw(house.settings, house.warehouse, MONTHS_LATER).kept == held
    assert remove_rows(house.settings, house.warehouse, YEARS_LATER).kept == held
    assert {day: [there(house, data) for data in files] for day, files in sent.items()} == {
        2: [False, False],
        4: [True, True],
        16: [False, False],
    }
    house.run(
        "insert into report.signature (freeze_id, signed_by, signed_at, why) "
        "select freeze_id, 'somebody', now(), 'right' from report.freeze"
    )
    assert remove_raw(house.settings, house.warehouse, MONTHS_LATER).things["submissions"] == 3
    assert not any(there(house, data) for data in sent[4])

"""Lines sent again as they were, which another day of receipt judges in another way (W37, decision 0033)."""

import pytest

from cjit.warehouse.resent import Carried
from cjit.warehouse.submission import Contents
from nights.files import extract, row, rows
from nights.house import House

NEWER = {"EVNTDT": "01/12/2017", "ASSESSDT": "01/12/2017", "CASESTDT": "17/12/2017"}
LONG_AGO = {"EVNTDT": "01/12/2016", "ASSESSDT": "01/12/2016", "CASESTDT": "02/12/2016"}
NIGHTS = (17, 18, 19, 20)
DAYS = {
    "open for long": (NEWER, {"REFSTDT": "01/02/2018", "REFSTID": "R1"}, [0, 1, 1, 1], [6, 8, 8]),
    "a referral too old": (LONG_AGO, {"REFSTDT": "18/06/2018", "REFSTID": "R1"}, [0, 1, 1, 1], [6, 8, 8]),
    "a review too old": (LONG_AGO, {"SUBMODDT": "18/06/2018", "SUBMID": "S1"}, [0, 1, 1, 1], [6, 8, 8]),
    "a review to come": (LONG_AGO, {"SUBMODDT": "19/12/2018", "SUBMID": "S1"}, [1, 1, 0, 0], [6, 6, 8]),
}
"""An episode, what its second row tells beside it, how often W37 fires, how many rows are carried over."""


@pytest.mark.parametrize("case", DAYS)
def test_an_episode_is_judged_again_once_its_day_has_passed(
    house: House, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    cells, told, fires, over = DAYS[case]
    carried: list[int] = []
    added_to = Carried.added_to

    def counted(one: Carried, rest: Contents) -> Contents:
        carried.append(one.kept.new.size)
        return added_to(one, rest)

    monkeypatch.setattr(Carried, "added_to", counted)
    fired = []
    for night in NIGHTS:
        another = row(8, CLIENT=f"ref of night {night}")
        (sent,) = house.send(extract(*rows(6), row(9, **cells), row(9, **cells, **told), another), day=night)
        fired += house.column(
            "select count(*) from out.finding where submission_id = %s and rule = 'W37'",
            sent["submission_id"],
        )

    assert fired == fires
    assert carried == over

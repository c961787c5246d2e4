"""Structured treatment and secure settings: each file replaces its sender's rows, and nobody else's."""

from datetime import date

from nights.files import extract, row, stays, treatment
from nights.house import House


def _held(house: House) -> list[tuple[str, str]]:
    found = house.ask(
        "select agency_code, episode_id from core.treatment"
        " union all select prison_code, stay_id from core.stay order by 1, 2"
    )
    return [(line["agency_code"], line["episode_id"]) for line in found]


def test_a_file_replaces_its_senders_rows(house: House) -> None:
    house.drop("_structured", "one.csv", treatment(1, 2))
    house.drop("_structured", "two.csv", treatment(1, agency="S0002"), minute=1)
    house.drop("_secure", "stays.csv", stays(1, 2))
    assert house.night() == {"accepted": 3}
    assert _held(house) == [("DMI", "T1"), ("DMI", "T2"), ("S0001", "T1"), ("S0001", "T2"), ("S0002", "T1")]
    house.drop("_structured", "any name.csv", treatment(2, 3))
    house.drop("_secure", "stays.csv", stays(3))
    assert house.night(day=21) == {"accepted": 2}
    assert _held(house) == [("DMI", "T3"), ("S0001", "T2"), ("S0001", "T3"), ("S0002", "T1")]


def test_rows_with_errors_are_not_kept(house: House) -> None:
    house.drop("_structured", "one.csv", treatment(1) + treatment(2, SEX="Q").splitlines()[1] + b"\n")
    house.night()
    assert _held(house) == [("S0001", "T1")]
    assert house.column("select rule from out.finding") == ["E04"]


def test_values_are_typed(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1, DISRSN="?", DISD=""))
    house.drop("_secure", "a.csv", stays(1, EXITDT="2018-11-02", REFREL="y"))
    house.night()
    assert _held(house) == [("DMI", "T1")]  # an unknown discharge reason is an error
    (stay,) = house.ask("select * from core.stay")
    expected = {
        **{
            "stay_id": "T1",
            "admitted_on": date(2018, 6, 1),
            "exit_on": date(2018, 11, 2),
            "exit_reason": "R",
        },
        **{"exit_dat": "A04B", "referred_on_release": "Y", "dob": date(1985, 3, 14), "first_initial": "J"},
    }
    assert {name: stay[name] for name in expected} == expected


def test_the_same_person_has_the_same_key_in_all_three(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1)))
    house.drop("_structured", "a.csv", treatment(1))
    house.drop("_secure", "a.csv", stays(1))
    house.night()
    keys = house.column(
        "select person_key from core.episode union select person_key from core.treatment"
        " union select person_key from core.stay"
    )
    assert len(keys) == 1


def test_f09_and_fatal_files_change_nothing(house: House) -> None:
    """A sender's last accepted file is looked for among its own, whatever lies beside it in the folder."""
    house.drop("_structured", "one.csv", treatment(1))
    house.drop("_structured", "two.csv", treatment(2, agency="S0002"), minute=1)
    house.night()
    before = _held(house)
    house.drop("_structured", "one.csv", treatment(1).replace(b"\n", b"\r\n"))
    house.drop("_structured", "broken.csv", treatment(3, agency="S0002")[:-20], minute=1)
    assert house.night(day=21) == {"fatal": 2}
    assert house.column("select fatal_rule from out.submission where status = 'fatal' order by 1") == [
        "F06",
        "F09",
    ]
    assert _held(house) == before


def test_the_same_code_in_two_feeds_is_two_senders(house: House) -> None:
    """A CJIT file in the folder of treatment providers is not taken for one of theirs."""
    house.drop("_structured", "a.csv", treatment(1, agency="A0001"))
    house.drop("A0001", "a.csv", extract(row(1)))
    house.night()
    verdicts = house.ask("select agency_code, feed, fatal_rule from out.submission order by feed")
    assert [tuple(line.values()) for line in verdicts] == [
        ("A0001", "cjit", None),
        ("A0001", "structured", "F07"),
    ]
    assert _held(house) == []

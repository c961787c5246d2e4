"""What nobody should send: a fatal finding, never a crash, and the others are loaded all the same."""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cjit.intake.reader import MAX_BYTES
from cjit.settings import Settings
from nights.databases import copy_of
from nights.files import REGISTER, extract, row, rows, treatment
from nights.house import House
from oracle.random_files import plain_file
from oracle.rows import ITEMS

GOOD = extract(row(1))
HEAD, BODY = GOOD.splitlines()
Plant = Callable[[Path], None]


def _bytes(data: bytes) -> Plant:
    return lambda path: (path.write_bytes(data), None)[1]


def _link_to(target: str) -> Plant:
    return lambda path: path.symlink_to(target)


def _link_to_a_good_file(path: Path) -> None:
    """Good rows outside the inbox: were the link followed, they would be loaded."""
    secret = path.parents[2] / "secret.csv"
    secret.write_bytes(GOOD.replace(b"A0001", path.parent.name.encode()))
    path.symlink_to("../../secret.csv")


def _columns(count: int, *, known: bool) -> Plant:
    names = b",".join(b"X%d" % number for number in range(count))
    ones = b",".join([b"1"] * count)
    if not known:
        return _bytes(names + b"\n" + ones + b"\n")

    def put(path: Path) -> None:
        body = BODY.replace(b"A0001", path.parent.name.encode())
        path.write_bytes(HEAD + b"," + names + b"\n" + body + b"," + ones + b"\n")

    return put


PLANTS: dict[str, tuple[Plant, str | None]] = {
    "empty": (_bytes(b""), "F01"),
    "a byte order mark alone": (_bytes(b"\xef\xbb\xbf"), "F01"),
    "a NUL byte in a cell": (_bytes(GOOD.replace(b"ref-1", b"ref\0-1")), "F01"),
    "nothing but NUL bytes": (_bytes(b"\0" * 4096), "F01"),
    "a program": (_bytes(b"\x7fELF\x02\x01\x01\0" + bytes(range(256)) * 8), "F01"),
    "half of a row": (_bytes(HEAD + b"\n" + BODY[:40]), "F06"),
    "half of a header": (_bytes(HEAD[:60]), "F05"),
    "a quote that never closes": (_bytes(HEAD + b'\n"' + BODY * 50), "F06"),
    "one line of 50 MiB": (_bytes(b"x" * MAX_BYTES), "F04"),
    "a header of 5,000,000 commas": (_bytes(b"," * (MAX_BYTES // 10)), "F04"),
    "one quote and 50 MiB": (_bytes(HEAD + b'\n"' + b"\n" * (MAX_BYTES - 2_000)), "F06"),
    "one byte too many": (_bytes(b"x" * (MAX_BYTES + 1)), "F02"),
    "100,000 columns that nobody knows": (_columns(100_000, known=False), "F04"),
    "100,000 columns beside the known ones": (_columns(100_000, known=True), None),
    "a link to nowhere": (_link_to("nowhere.csv"), "F01"),
    "a link up and out": (_link_to_a_good_file, "F01"),
    "a link to the system": (_link_to("/etc/passwd"), "F01"),
    "a pipe": (os.mkfifo, "F01"),
    "a folder": (Path.mkdir, "F01"),
}
STAYS = {"a folder"}
AGENCIES = {plant: f"A{number:04}" for number, plant in enumerate(PLANTS, start=1)}


@pytest.fixture(scope="module")
def planted(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One night with every plant in the drop folder of an agency of its own, and one good file."""
    root = tmp_path_factory.mktemp("planted")
    register = root / "agencies.csv"
    head = REGISTER.read_text().splitlines()[0]
    lines = [f"{code},Agency,A04B,cjit,2015-04-01,," for code in ("A9000", *AGENCIES.values())]
    register.write_text("\n".join((head, *lines)))
    with copy_of(server_url, template) as warehouse:
        house = House.of(Settings(data=root / "data", settle_seconds=0), warehouse, register)
        for plant, (put, _) in PLANTS.items():
            folder = house.settings.inbox_dir / AGENCIES[plant]
            folder.mkdir()
            put(folder / "bad.csv")
        house.drop("A9000", "good.csv", extract(row(1, AGNCY="A9000")))
        house.night()
        yield house


@pytest.mark.parametrize("plant", PLANTS)
def test_one_bad_file_becomes_a_finding(planted: House, plant: str) -> None:
    rule, agency = PLANTS[plant][1], AGENCIES[plant]
    verdicts = planted.ask("select status, fatal_rule from out.submission where agency_code = %s", agency)
    assert verdicts == [{"status": "fatal" if rule else "accepted", "fatal_rule": rule}]
    left = [path.name for path in (planted.settings.inbox_dir / agency).iterdir()]
    assert left == (["bad.csv"] if plant in STAYS else [])
    if rule is not None:
        told = planted.ask(
            "select message, row_no from out.finding where agency_code = %s and rule = %s", agency, rule
        )
        assert len(told) == 1
        assert told[0]["row_no"] is None
        assert len(told[0]["message"]) < 2_000
        assert str(planted.settings.data) not in told[0]["message"]


def test_bad_files_stop_no_other(planted: House) -> None:
    """Nothing of them is loaded, the good one is; and what had to stay in the inbox is not taken twice."""
    good = {"A9000", *(AGENCIES[plant] for plant, (_, rule) in PLANTS.items() if rule is None)}
    assert set(planted.column("select agency_code from core.episode")) == good
    assert planted.column("select count(*) from dq.submission") == [len(PLANTS) + 1]
    assert planted.night(day=21) == {}


LONG = 8 << 20


@pytest.mark.parametrize("item", ["CLIENT", "CLIENTID", "FINITIAL", "CMSID", "REFSTID", "CONSENT", "PC"])
def test_a_cell_of_megabytes_is_judged_like_any_other(house: House, item: str) -> None:
    """Beside it every other cell is wrong too: no finding repeats the megabytes."""
    wrong = dict.fromkeys(ITEMS, "zz") | {"AGNCY": "A0001", "CONSENT": "Y"}
    cells = "".join(random.Random(1).choices("abcdefghij", k=64)) * (LONG // 64)  # noqa: S311
    house.drop("A0001", "bad.csv", plain_file([wrong | {item: cells}, row(1), row(2) | {item: cells}]))
    house.drop("A0002", "good.csv", extract(row(1, AGNCY="A0002")))
    assert house.night() == {"accepted": 2}
    rules = house.column(
        "select rule from out.finding where agency_code = 'A0001' and row_no = 1 and item = %s", item
    )
    judged = {"CLIENT": ["W03"], "CLIENTID": ["E06"], "FINITIAL": ["E01"], "CONSENT": ["E08"], "PC": ["W04"]}
    assert rules == judged.get(item, [])
    assert max(house.column("select coalesce(length(f::text), 0) from dq.finding as f")) < 5_000
    assert (
        house.column("select episode_id from core.episode where agency_code = 'A0001' order by 1")[0] == "E1"
    )
    feedback = list((house.settings.out_dir / "providers/A0001").glob("*/*"))
    assert feedback
    assert all(path.stat().st_size < 1 << 20 for path in feedback)


def test_long_cells_with_many_findings_each_are_not_there_for_every_finding(house: House) -> None:
    """A file of nearly all that one may have, whose findings would repeat 2 GiB of references."""
    wrong = dict.fromkeys(ITEMS, "ZZZZ") | {"AGNCY": "A0001", "CONSENT": "Y", "CLIENT": "x" * 1_050_000}
    rows = [wrong | {"CLIENTID": f"C{n}", "EPISODID": f"E{n}"} for n in range(47)]
    house.drop("A0001", "bad.csv", plain_file(rows))
    assert house.night() == {"accepted": 1}
    (findings,) = house.column("select count(*) from dq.finding")
    assert findings > 40 * len(rows)


@pytest.mark.parametrize("item", ["REFSTID", "SUBMID"])
def test_an_id_is_kept_whatever_its_length(house: House, item: str) -> None:
    """Longer than an index entry may be, and of letters that no compression makes short."""
    ids = ["".join(random.Random(seed).choices("ABCDEFGHIJKLMNOP0123456789", k=9_000)) for seed in (1, 2)]  # noqa: S311
    house.send(extract(*(row(1, **{item: one}) for one in ids)), extract(row(1, **{item: ids[0]})))
    kept, current = {
        "REFSTID": ("select referral_id from core.referral", "select referral_id from out.referral"),
        "SUBMID": ("select review_id from core.review", "select review_id from out.review"),
    }[item]
    assert sorted(house.column(kept)) == sorted([*ids, ids[0]])
    assert house.column(current) == [ids[0]]


@pytest.mark.parametrize(
    "name",
    [
        b"two\nlines.csv",
        b"caf\xe9.csv",
        b"a;rm -rf $HOME.csv",
        b"=1+1.csv",
        b"%(now)s{rows}'.csv",
        b"x" * 251 + b".csv",
    ],
)
def test_a_name_means_nothing(house: House, name: bytes) -> None:
    path = house.drop("A0001", "a.csv", GOOD)
    path.rename(path.with_name(os.fsdecode(name)))
    assert house.night() == {"accepted": 1}
    assert house.column("select file_name from out.submission") == [name.decode("utf-8", "replace")]
    assert house.inbox() == []


@pytest.mark.parametrize("folder", ["A0001\n", "été", "A0001;--", "a" * 200, "_structured2"])
def test_a_folder_of_any_name_is_an_unknown_agency(house: House, folder: str) -> None:
    house.drop(folder, "a.csv", GOOD)
    house.drop("A0001", "a.csv", GOOD)
    assert house.night() == {"fatal": 1, "accepted": 1}
    assert house.ask("select agency_code, fatal_rule from out.submission where status = 'fatal'") == [
        {"agency_code": folder, "fatal_rule": "F07"}
    ]


@pytest.mark.parametrize("code", ["../../../../escaped", "S0001/../../x", "x" * 9_000, "S 1", "é", "S9999"])
def test_a_sender_that_a_file_names_is_believed_only_where_it_may_be_a_code(house: House, code: str) -> None:
    """Its text becomes the name of a folder of feedback and a key of the warehouse."""
    house.drop("_structured", "a.csv", treatment(1, agency=code))
    house.drop("_structured", "b.csv", treatment(1), minute=1)
    assert house.night() == {"fatal": 1, "accepted": 1}
    (line,) = house.ask("select agency_code, fatal_rule from out.submission where status = 'fatal'")
    assert line == {"agency_code": "S9999" if code == "S9999" else "_structured", "fatal_rule": "F07"}
    written = {path.parent.name for path in house.settings.data_dir.rglob("summary.html")}
    assert written == {path.name for path in (house.settings.out_dir / "providers").glob("*/*")}
    assert len(written) == 2


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["Smith", "SMITH"], "AGNCY is text that is no agency code, but"),
        (["29/02/1976", "A0001", "Smith, John"], "(A0001, text that is no agency code)"),
        (["A0002", "A0001"], "(A0001, A0002)"),
        (["A9999"], "AGNCY is A9999, but"),
    ],
)
def test_what_stands_in_the_place_of_the_code_is_not_told(house: House, codes: list[str], told: str) -> None:
    """Where columns have slipped it is a name or a birth; the message is read far beyond the agency."""
    house.drop("A0001", "a.csv", extract(*(row(n, AGNCY=code) for n, code in enumerate(codes, start=1))))
    assert house.night() == {"fatal": 1}
    (message,) = house.column("select message from out.finding where rule = 'F07'")
    assert told in message
    assert "SMITH" not in message and "1976" not in message  # noqa: PT018 - either tells too much


def test_a_sender_that_is_no_code_is_not_told(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1, agency="SMITH"))
    assert house.night() == {"fatal": 1}
    (message,) = house.column("select message from out.finding where rule = 'F07'")
    assert "AGNCY is text that is no agency code. Every row" in message


def test_a_fresh_file_stays_until_it_has_been_still(house: House) -> None:
    house.settings.settle_seconds = 60
    path = house.drop("A0001", "old.csv", GOOD)
    fresh = path.with_name("fresh.csv")
    fresh.write_bytes(extract(*rows(3))[:-40])
    assert house.night() == {"accepted": 1}
    assert house.inbox() == ["fresh.csv"]
    fresh.write_bytes(extract(*rows(3)))
    os.utime(fresh, (1_600_000_000, 1_600_000_000))
    assert house.night(day=21) == {"accepted": 1}
    assert house.column("select count(*) from core.episode where current_to is null") == [3]

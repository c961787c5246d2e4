"""The files as such: the same bytes every time, every item, every oddity, sizes, the register."""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sample_on_disk import Sample, sample_in

from cjit.dataset.definition import definition
from cjit.dataset.register import read_register
from cjit.errors import Permanent
from cjit.sample import DEFAULT_UNTIL, STYLES, write_bench_files, write_sample
from cjit.sample.draws import length
from cjit.sample.styles import FATAL
from cjit.sample.world import World, build, first_day

TINY = "3751d499"


def digest(root: Path) -> str:
    """One hash over names and bytes of all files below."""
    total = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return total.hexdigest()


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        write_sample(tmp_path / name, agencies=3, months=4, seed=seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_bytes_are_the_same_on_every_machine(tmp_path: Path) -> None:
    """Changes with the generator or the reference lists, and with nothing else: then set it anew."""
    write_sample(tmp_path, agencies=13, months=3)
    assert digest(tmp_path)[:8] == TINY


def test_nothing_half_written_and_every_file_settled(sample: Sample) -> None:
    files = [path for path in (sample.root / "inbox").rglob("*") if path.is_file()]
    midnight = datetime(DEFAULT_UNTIL.year, DEFAULT_UNTIL.month, DEFAULT_UNTIL.day, tzinfo=UTC).timestamp()
    assert {path.suffix for path in files} == {".csv"}
    assert not [path for path in files if path.name.startswith(".")]
    assert {path.stat().st_mtime for path in files} == {midnight}


def test_the_register_has_every_sender(sample: Sample) -> None:
    register = read_register(sample.root / "agencies.csv")
    kinds = Counter(agency.kind for agency in register.agencies)
    assert kinds["cjit"] == 12
    assert kinds["secure"] >= 4
    by_folder = {("cjit", path.parent.name) for path in sample.files()}
    by_folder |= {
        (feed, path.stem.split("_")[0]) for feed in ("structured", "secure") for path in sample.files(feed)
    }
    assert by_folder == {(agency.kind, agency.agency_code) for agency in register.agencies}
    areas = Counter(agency.dat_code for agency in register.agencies if agency.kind == "cjit")
    assert max(areas.values()) == 2, "one area has two teams"


def test_one_file_is_refused_and_the_others_are_read(sample: Sample) -> None:
    rules = Counter(sample.read(path).fatal_rule for path in sample.files())
    assert rules == {None: 11, "F05": 1}
    for feed in ("structured", "secure"):
        assert {sample.read(path, feed).fatal_rule for path in sample.files(feed)} == {None}


def test_every_item_has_values(sample: Sample) -> None:
    for feed, name in (("cjit", "O"), ("structured", "structured"), ("secure", "secure")):
        filled: set[str] = set()
        for path in sample.files(feed):
            for row in sample.read(path, feed).rows:
                filled |= {item for item, cell in row.items() if cell.strip()}
        assert filled == set(definition(name).names)


def test_each_oddity_of_files_is_there(sample: Sample) -> None:
    contents = [path.read_bytes() for path in sample.files()]
    headers = [content.split(b"\n")[0] for content in contents]

    def some(test: list[bool]) -> bool:
        return any(test) and not all(test)

    assert some([content.startswith(b"\xef\xbb\xbf") for content in contents])
    assert some([header.endswith(b"\r") for header in headers])
    assert some([b"R\xe9f-" in content for content in contents]), "Windows-1252"
    assert some([header.startswith(b'"finitial"') for header in headers])
    assert some([header.startswith(b" Finitial ") for header in headers])
    assert some([b"KEYWORKER" in header for header in headers])
    assert some([b"CMSID" not in header.upper() for header in headers])
    assert some([header.upper().split(b",")[0].strip(b' "\xef\xbb\xbf') != b"FINITIAL" for header in headers])
    assert some([b",NULL," in content for content in contents])
    assert some([content.endswith(b"\r\n\r\n\r\n") for content in contents])
    assert some([b"first line\nsecond line" in content for content in contents])
    assert some([b"/2018," in content for content in contents])
    assert some([b",2018-" in content for content in contents])
    assert some([b",2018" in content and b"/2018" not in content for content in contents])


def test_styles_differ_and_only_one_is_refused() -> None:
    mandatory = set(definition("O").mandatory)
    assert len({style.name for style in (*STYLES, FATAL)}) == len(STYLES) + 1
    assert not [style.name for style in STYLES if mandatory & set(style.omitted)]
    assert mandatory & set(FATAL.omitted)


@pytest.mark.parametrize(("agencies", "months", "rows"), [(12, 24, 3_000), (130, 36, 300_000), (12, 6, 750)])
def test_size(agencies: int, months: int, rows: int) -> None:
    made = build(agencies, months, DEFAULT_UNTIL, 2)
    assert length(made.rows) == pytest.approx(rows, rel=0.12)
    assert length(made.treatments) == pytest.approx(length(made.rows), rel=0.05)
    assert length(made.episodes) < length(made.rows) < 2 * length(made.episodes)


def test_nothing_happens_after_the_last_day_or_before_the_first(world: World) -> None:
    last = world.teams.places.last
    for table in (world.episodes, world.referrals, world.reviews, world.treatments, world.stays):
        for name in (
            "assess",
            "case",
            "close",
            "event",
            "day",
            "referred",
            "triaged",
            "started",
            "ended",
            "exit",
        ):
            if name in table and not (name == "referred" and "prison" in table):
                assert table[name].max() <= last, name
    assert world.episodes["assess"].min() >= world.first


def test_the_first_day_is_so_many_months_before() -> None:
    assert first_day(date(2019, 12, 31), 24) == date(2017, 12, 29)
    assert first_day(date(2019, 6, 15), 6) == date(2018, 12, 16)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"agencies": 0}, {"agencies": 10_000}, {"months": 0}, {"months": 100_000}, {"seed": -1}),
        *({"until": date(2010, 12, 31)}, {"until": date(1, 1, 1)}, {"until": date(9999, 12, 31)}),
    ],
)
def test_nonsense_is_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(Permanent):
        write_sample(tmp_path, **wrong)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_files_for_benchmarks(tmp_path: Path) -> None:
    write_bench_files(tmp_path, rows=6_000, files=13, seed=4)
    files = sorted(tmp_path.glob("inbox/*/*.csv"))
    assert len(files) == 13
    assert not list(tmp_path.glob("inbox/_*"))
    assert len(read_register(tmp_path / "agencies.csv").agencies) > 13
    made = sample_in(tmp_path)
    read = [made.read(path) for path in files]
    assert {file.fatal_rule for file in read} == {None}
    rows = sum(len(file.rows) for file in read)
    assert rows == pytest.approx(6_000, rel=0.12)
    assert sum(path.stat().st_size for path in files) / rows == pytest.approx(370, rel=0.08)
    assert {content.read_bytes().split(b"\n")[0].count(b",") for content in files} == {54}

"""The reference lists are those that were handed over, and a correction is a new version with its date."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cjit.dataset import lists
from cjit.dataset.lists import OPEN_END, lists_on

HANDED_OVER = Path(__file__).parents[3] / "shared/reference"
FIRST_VERSION = "2009-04-01"
SHA256 = {
    "codes.csv": "0b9a91dc745fc73bb0f60223bc480d1f223d207942a05242e00e3c7e870c665c",
    "local_authorities.csv": "b93b9a7199f542a21dc90c5023cb3d82bfaaeb39ef6018c55f2bdc74b6cb11cf",
    "partnerships.csv": "81ae21bcb44d9cd6d305cce3e736291a6b5856f367cb22a3e4b932a3f3b4ecfe",
    "prisons.csv": "334ef34c70c569f63b5cc7c04553260d2256b0156f80a811e6e4fa17acc51bdd",
}
RECEIVED = date(2018, 12, 20)


def _handed_over(name: str) -> str:
    """The hash of the list as handed over: of the file itself where it is at hand, else as recorded."""
    original = HANDED_OVER / name
    return hashlib.sha256(original.read_bytes()).hexdigest() if original.exists() else SHA256[name]


@pytest.mark.parametrize("name", sorted(SHA256))
def test_list_is_the_one_handed_over(name: str) -> None:
    ours = hashlib.sha256((lists._FOLDER / FIRST_VERSION / name).read_bytes()).hexdigest()
    assert ours == _handed_over(name) == SHA256[name]


def test_no_other_list_is_handed_over() -> None:
    versions = [path for path in lists._FOLDER.iterdir() if path.is_dir()]
    assert all({path.name for path in version.iterdir()} == set(SHA256) for version in versions)
    if HANDED_OVER.exists():
        assert {path.name for path in HANDED_OVER.iterdir()} == set(SHA256)


def test_lists_that_items_and_suites_name() -> None:
    values = lists_on(RECEIVED).values
    assert len(values["nation"]) == 249
    assert {"GBR", "POL"} <= set(values["nation"])
    assert values["yes_no"] == ("Y", "N")
    drugs = set(values["drug"])
    assert {"9996", "9997"} <= drugs
    assert set(values["drug1"]) == drugs - {"9996", "9997"}
    assert set(values["drug2"]) == drugs - {"9997"}
    assert set(values["drug3"]) == drugs - {"9996"}
    assert set(values["closure"]) == {*values["closure_prior"], *values["closure_from"]}
    assert set(values["dat_or_prison"]) == {*values["dat"], *values["prison"]}


def test_a_code_of_dataset_p_alone_is_unknown_to_o() -> None:
    assert "212" not in lists_on(RECEIVED).values["closure_from"]
    assert "212" in lists_on(RECEIVED, "P").values["closure_from"]


def test_ranges_have_two_ends() -> None:
    for table in (lists_on(RECEIVED).partnerships, lists_on(RECEIVED).local_authorities):
        rows = table.to_pylist()
        assert all(row["valid_from"] <= row["valid_to"] <= OPEN_END for row in rows)
        assert any(row["valid_to"] == OPEN_END for row in rows)
        assert any(row["valid_to"] < OPEN_END for row in rows)


@pytest.fixture
def corrected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A second version, in force from 20 December 2018, in which a drug is gone."""
    shutil.copytree(lists._FOLDER / FIRST_VERSION, tmp_path / FIRST_VERSION)
    shutil.copytree(tmp_path / FIRST_VERSION, tmp_path / "2018-12-20")
    codes = tmp_path / "2018-12-20/codes.csv"
    kept = [line for line in codes.read_text().splitlines(keepends=True) if not line.startswith("drug,3201")]
    codes.write_text("".join(kept))
    monkeypatch.setattr(lists, "_FOLDER", tmp_path)
    for cached in (lists.lists_on, lists._read):
        cached.cache_clear()
    yield tmp_path
    for cached in (lists.lists_on, lists._read):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("day", "version", "knows"),
    [
        (date(2001, 1, 1), FIRST_VERSION, True),  # the first set serves earlier days
        (date(2018, 12, 19), FIRST_VERSION, True),
        (date(2018, 12, 20), "2018-12-20", False),
        (date(2030, 1, 1), "2018-12-20", False),
    ],
)
@pytest.mark.usefixtures("corrected")
def test_a_correction_is_in_force_from_its_day(day: date, version: str, knows: bool) -> None:
    found = lists_on(day)
    assert found.version == version
    assert ("3201" in found.values["drug1"]) is knows


@pytest.mark.usefixtures("corrected")
def test_a_correction_holds_the_changed_list_alone(corrected: Path) -> None:
    """What its folder does not hold stays as it was."""
    whole = lists_on(date(2018, 12, 20))
    for name in ("partnerships", "local_authorities", "prisons"):
        (corrected / "2018-12-20" / f"{name}.csv").unlink()
    for cached in (lists.lists_on, lists._read):
        cached.cache_clear()
    alone = lists_on(date(2018, 12, 20))
    assert alone == whole
    assert "3201" not in alone.values["drug1"]

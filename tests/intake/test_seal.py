"""Archived bytes: nobody reads them without the key, and no change to them goes unnoticed."""

import hashlib
import io
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from cjit.errors import Permanent
from cjit.intake import archive, seal
from cjit.intake.reader import find_unread
from cjit.intake.seal import Seal, plain_size
from cjit.settings import Settings
from nights.files import extract, row
from nights.house import ARCHIVE_KEY, House

SEAL = Seal(ARCHIVE_KEY.get_secret_value().encode())
OTHER = Seal(b"another key that is long enough for an archive")
HEAD, TAG, PIECE = 16, 16, seal.PIECE
SIZES = [0, 1, 15, 16, 17, 100, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5]


def _sealed(plain: bytes) -> bytes:
    out = io.BytesIO()
    SEAL.close(hashlib.sha256(plain).hexdigest(), io.BytesIO(plain), out)
    return out.getvalue()


def _opened(sealed: bytes, plain: bytes, with_seal: Seal = SEAL) -> bytes:
    return b"".join(with_seal.open(hashlib.sha256(plain).hexdigest(), io.BytesIO(sealed)))


def _plain(size: int) -> bytes:
    return (b"J,K,14/03/1985,M\n" * (size // 17 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again_and_its_size_is_known_before(size: int) -> None:
    plain = _plain(size)
    sealed = _sealed(plain)
    assert _opened(sealed, plain) == plain
    assert plain_size(len(sealed)) == size
    assert sealed == _sealed(plain)  # the same night twice leaves the same files
    assert b"14/03/1985" not in sealed


@given(st.binary(max_size=200), st.data())
def test_no_byte_can_be_changed_left_out_or_added(plain: bytes, data: st.DataObject) -> None:
    sealed = _sealed(plain)
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    for wrong in (changed, sealed[:at], sealed + b"\0"):
        with pytest.raises(Permanent, match=r"damaged|another CJIT_ARCHIVE_KEY"):
            _opened(wrong, plain)


@pytest.mark.parametrize("order", [[0, 1], [0, 2], [1, 0, 2], [0, 1, 2, 2], [0]])
def test_pieces_stay_in_their_places(order: list[int]) -> None:
    plain = _plain(2 * PIECE + 5)
    sealed = _sealed(plain)
    step = PIECE + TAG
    pieces = [sealed[HEAD + n * step :][:step] for n in range(3)]
    with pytest.raises(Permanent, match="damaged"):
        _opened(sealed[:HEAD] + b"".join(pieces[n] for n in order), plain)


def test_one_content_does_not_pass_for_another() -> None:
    with pytest.raises(Permanent, match="damaged"):
        _opened(_sealed(b"one"), b"two")


def test_a_wrong_key_is_told_from_damage() -> None:
    with pytest.raises(Permanent, match="another CJIT_ARCHIVE_KEY"):
        _opened(_sealed(b"text"), b"text", OTHER)
    for never_sealed in (b"", b"AGNCY,CLIENT\nA0001,x\n" * 9):
        with pytest.raises(Permanent, match="damaged or were not written by cjit"):
            _opened(never_sealed, b"text")


@pytest.mark.parametrize(
    ("key", "told"), [(None, "not set"), ("", "not set"), ("x" * 31, "less than 32 characters")]
)
def test_there_is_no_archive_without_a_key(tmp_path: Path, key: str | None, told: str) -> None:
    settings = Settings(data=tmp_path, archive_key=None if key is None else SecretStr(key))
    with pytest.raises(Permanent, match=f"CJIT_ARCHIVE_KEY.*{told}") as raised:
        Seal.of(settings)
    assert not key or key not in str(raised.value)


def test_the_archive_holds_nothing_that_can_be_read(house: House) -> None:
    house.send(extract(row(1, CLIENT="someone-we-know")))
    files = [path for path in house.settings.archive_dir.rglob("*") if path.is_file()]
    raw = [path for path in files if "raw" in path.parts]
    assert len(raw) == 1
    assert b"someone-we-know" not in raw[0].read_bytes()
    assert stat.S_IMODE(house.settings.archive_dir.stat().st_mode) == 0o700


def test_large_files_are_never_opened_whole(tmp_path: Path) -> None:
    """Their size is known from outside, a NUL is looked for piece by piece, and a header is in the first."""
    source = tmp_path / "large.csv"
    source.write_bytes(b"AGNCY\n" + _plain(2 * PIECE) + b"\0")
    sha256 = archive.store(tmp_path / "archive", source, SEAL)
    size = source.stat().st_size
    assert archive.fetch(tmp_path / "archive", sha256, size - 1, OTHER) is None
    assert archive.fetch(tmp_path / "archive", sha256, size, SEAL) == source.read_bytes()
    unread = find_unread(archive.pieces(tmp_path / "archive", sha256, SEAL), size)
    assert [finding.rule for finding in unread] == ["F01", "F02"]
    assert max(map(len, archive.pieces(tmp_path / "archive", sha256, SEAL))) <= PIECE
    assert archive.beginning(tmp_path / "archive", sha256, SEAL).startswith(b"AGNCY\n")
    assert len(archive.beginning(tmp_path / "archive", sha256, SEAL)) <= PIECE


def test_of_a_file_that_becomes_another_what_was_read_is_archived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"first")
    monkeypatch.setattr(archive, "is_kept", lambda *_: source.write_bytes(b"other") == 0)
    sha256 = archive.store(tmp_path / "archive", source, SEAL)
    assert archive.fetch(tmp_path / "archive", sha256, 5, SEAL) == b"first"


def test_what_is_another_file_by_the_time_it_is_sealed_is_not_archived(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"first")
    with pytest.raises(archive.Changed):
        archive.store(tmp_path / "archive", source, SEAL, unchanged=lambda: False)
    assert [path for path in (tmp_path / "archive").rglob("*") if path.is_file()] == []


def test_a_large_file_that_becomes_another_between_its_two_readings_is_not_archived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"first")
    is_kept = archive.is_kept

    def meanwhile(folder: Path, sha256: str) -> bool:
        source.write_bytes(b"other")
        return is_kept(folder, sha256)

    monkeypatch.setattr(archive, "is_kept", meanwhile)
    monkeypatch.setattr(archive, "_AT_ONCE", len(b"first"))
    with pytest.raises(archive.Changed):
        archive.store(tmp_path / "archive", source, SEAL)
    monkeypatch.undo()
    assert [path for path in (tmp_path / "archive").rglob("*") if path.is_file()] == []


def test_a_night_under_a_wrong_key_stops_and_goes_on_under_the_right_one(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1)))
    batches = house.receive()
    right = house.settings
    house.settings = right.model_copy(
        update={"archive_key": SecretStr("a wrong key, and long enough for one")}
    )
    with pytest.raises(Permanent, match="another CJIT_ARCHIVE_KEY"):
        house.load(batches)
    house.settings = right
    assert house.load(batches) == {"accepted": 1}

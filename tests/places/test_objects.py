"""What is asked of an object store, and how its faults are told."""

import hashlib
import io
from pathlib import Path

import pytest
import s3fs

from cjit import objects
from cjit.errors import Permanent, Transient
from cjit.intake import archive
from cjit.intake.seal import Seal
from cjit.objects import Denied, Objects
from cjit.pages.files import write_file, write_folder
from cjit.places import files_below, known_below, place_of, remove_below, size_of
from cjit.settings import Settings
from nights.object_store import Store

SEAL = Seal(b"a key of these tests alone, not secret")
HOSTILE = ["a::b", "a#b", "a%2Fb", "[a]*", "a?b", " a ", "a'\"<>&|", "é😀", "back\\slash", "a+b", "..a", "-a"]


@pytest.fixture
def prefix(object_store: Store) -> Objects:
    return objects_of(object_store.prefix())


def objects_of(address: str) -> Objects:
    place = place_of(address)
    assert isinstance(place, Objects)
    return place


# Addresses ------------------------------------------------------------------------------------------------


def test_a_place_is_a_folder_unless_it_is_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_of("in/box") == tmp_path / "in/box"
    assert place_of(f"file://{tmp_path}/a") == tmp_path / "a"
    assert str(objects_of("s3://bucket/pre fix/")) == "s3://bucket/pre fix"
    settings = Settings(data=tmp_path, inbox="s3://bucket/inbox", archive="memory://archive")
    assert str(settings.inbox_dir / "A0001" / "a.csv") == "s3://bucket/inbox/A0001/a.csv"
    assert isinstance(settings.archive_dir, Objects), "any address that fsspec knows will do"
    assert settings.out_dir == tmp_path / "out"


@pytest.mark.parametrize(
    ("address", "said"), [("s3://", "no bucket"), ("nowhere://a", "cannot be used"), ("s4://b", "cannot be")]
)
def test_an_address_that_cannot_be_is_for_a_person_to_mend(address: str, said: str) -> None:
    with pytest.raises(Permanent, match=said):
        place_of(address)


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    with pytest.raises(Permanent, match=r"cjit\[s3\]"):
        place_of("s3://bucket/inbox")


# Objects --------------------------------------------------------------------------------------------------


def test_whatever_an_object_is_called_it_is_itself_alone(prefix: Objects) -> None:
    for name in HOSTILE:
        write_file(prefix / "F" / name, name.encode())
    write_file(prefix.parent / f"{prefix.name}2" / "other", b"")
    assert {name: (prefix / name).read_bytes() for name in files_below(prefix)} == {
        f"F/{name}": name.encode() for name in HOSTILE
    }
    assert all(known_below(prefix)(f"F/{name}") for name in HOSTILE)
    (prefix / "F" / "[a]*").unlink()
    assert set(files_below(prefix / "F")) == set(HOSTILE) - {"[a]*"}
    remove_below(prefix)
    assert list(files_below(prefix)) == []
    assert (prefix.parent / f"{prefix.name}2" / "other").is_file()


def test_a_folder_takes_the_place_of_the_one_before(prefix: Objects) -> None:
    write_folder(prefix, {"a": b"1", "b": b"2"})
    write_folder(prefix, {"b": b"3", "c": b"4"})
    assert {name: (prefix / name).read_bytes() for name in files_below(prefix)} == {"b": b"3", "c": b"4"}


def test_what_is_not_there(prefix: Objects) -> None:
    write_file(prefix / "folder" / "a", b"")
    for gone in (prefix / "none", prefix / "folder"):
        assert not gone.is_file()
        for ask in (gone.open, lambda gone=gone: size_of(gone)):
            with pytest.raises(FileNotFoundError):
                ask()
        gone.unlink(missing_ok=True)
    with pytest.raises(FileNotFoundError):
        (prefix / "none").read_bytes()
    remove_below(prefix / "none")


def test_a_large_object_is_read_in_ranges(prefix: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(range(256)) * 100
    write_file(prefix / "large", content)
    write_file(prefix / "empty", b"")
    monkeypatch.setattr(objects, "_IN_MEMORY", 1000)
    monkeypatch.setattr(objects, "_RANGE", 700)
    with (prefix / "large").open() as read:
        assert hashlib.file_digest(read, "sha256").digest() == hashlib.sha256(content).digest()
        assert read.seek(-3, io.SEEK_END) == len(content) - 3
        assert read.read() == content[-3:]
        read.seek(0)
        assert read.read(5) == content[:5]
    assert (prefix / "empty").open().read() == b""
    with pytest.raises(ValueError, match="whole"):
        (prefix / "large").open("wb")


def test_the_archive_is_the_same_as_in_a_folder(prefix: Objects, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"somebody's row" * 200_000)
    sha256 = archive.store(prefix, source, SEAL)
    assert archive.store(tmp_path / "archive", source, SEAL) == sha256
    kept = archive.path_of(prefix, sha256)
    assert kept.read_bytes() == archive.path_of(tmp_path / "archive", sha256).read_bytes()
    assert archive.fetch(prefix, sha256, 10_000_000, SEAL) == source.read_bytes()
    assert archive.fetch(prefix, sha256, 1000, SEAL) is None
    assert list(files_below(prefix)) == [f"raw/{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def test_what_fails_on_its_way_is_nowhere(
    prefix: Objects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(b"first")

    def meanwhile(folder: Objects, sha256: str) -> bool:
        source.write_bytes(b"other")
        return False

    monkeypatch.setattr(archive, "is_kept", meanwhile)
    monkeypatch.setattr(archive, "_AT_ONCE", len(b"first"))
    with pytest.raises(archive.Changed):
        archive.store(prefix, source, SEAL)
    assert list(files_below(prefix)) == []


# Faults ---------------------------------------------------------------------------------------------------


def test_a_bucket_that_is_not_there_is_for_a_person_to_make(object_store: Store, tmp_path: Path) -> None:
    place = objects_of("s3://no-such-bucket/Jo-Secret")
    (tmp_path / "a").touch()
    for ask in (
        lambda: list(place.below()),
        lambda: place.write_bytes(b""),
        lambda: place.put(tmp_path / "a"),
        lambda: place.unlink(missing_ok=True),
        place.read_bytes,
        place.status,
    ):
        with pytest.raises(Permanent, match="no such bucket") as raised:
            ask()
        assert "Secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PermissionError("Jo Secret"), Denied),
        (OSError(16, "Please reduce your request rate: Jo Secret"), Transient),
        (TimeoutError("Jo Secret"), Transient),
        (FileNotFoundError("Jo Secret"), FileNotFoundError),
    ],
)
def test_faults_are_told_in_our_words(
    prefix: Objects, error: Exception, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(prefix.files, "cat_file", fail)
    with pytest.raises(kind) as raised:
        prefix.read_bytes()
    assert type(raised.value) is kind
    assert "Secret" not in str(raised.value)


def test_our_own_mistakes_are_not_dressed_up(prefix: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TypeError("a mistake")

    monkeypatch.setattr(prefix.files, "cat_file", fail)
    with pytest.raises(TypeError, match="a mistake"):
        prefix.read_bytes()


def test_a_store_that_cannot_be_reached_may_answer_later(
    object_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    files = s3fs.S3FileSystem(
        endpoint_url="http://127.0.0.1:9", use_listings_cache=False, skip_instance_cache=True
    )
    with pytest.raises(Transient, match="EndpointConnectionError") as raised:
        Objects(files, "bucket/Jo-Secret").read_bytes()
    assert "Secret" not in str(raised.value)


def test_without_credentials_a_person_is_asked(object_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    files = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
    with pytest.raises(Permanent, match="credentials"):
        Objects(files, "bucket/a").read_bytes()

"""What a run is given at its edge: the warehouse, the key of the person hash, the clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from cjit import local
from cjit.errors import Permanent
from cjit.settings import Settings

ELSEWHERE = SecretStr("postgresql://somebody@elsewhere/warehouse")


def test_a_warehouse_that_the_settings_name_is_taken_and_no_server_started(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, warehouse_url=ELSEWHERE)

    assert local.warehouse(settings).url == ELSEWHERE.get_secret_value()
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_made_once_for_the_embedded_warehouse(tmp_path: Path) -> None:
    key = local.linkage_secret(Settings(data=tmp_path / "one"))

    assert len(key) >= 32
    assert local.linkage_secret(Settings(data=tmp_path / "one")) == key
    assert local.linkage_secret(Settings(data=tmp_path / "two")) != key


def test_a_key_that_is_given_is_the_key(tmp_path: Path) -> None:
    given = Settings(data=tmp_path, warehouse_url=ELSEWHERE, linkage_secret=SecretStr("given"))

    assert local.linkage_secret(given) == b"given"


def test_the_key_of_the_archive_is_made_once_too_and_is_another(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "one")
    made = local.with_archive_key(settings).archive_key

    assert made is not None
    assert len(made.get_secret_value()) >= 32
    assert made.get_secret_value().encode() != local.linkage_secret(settings)
    assert local.with_archive_key(settings).archive_key == made
    assert local.with_archive_key(Settings(data=tmp_path / "two")).archive_key != made
    given = Settings(data=tmp_path, archive_key=SecretStr("given"))
    assert local.with_archive_key(given).archive_key == SecretStr("given")


def test_the_archive_of_a_warehouse_of_ones_own_has_a_key_that_follows_from_the_secret(
    tmp_path: Path,
) -> None:
    def key(secret: str) -> SecretStr | None:
        settings = Settings(data=tmp_path, warehouse_url=ELSEWHERE, linkage_secret=SecretStr(secret))
        return local.with_archive_key(settings).archive_key

    one = key("one")
    assert one is not None
    assert len(one.get_secret_value()) >= 32
    assert key("one") == one != key("two")


def test_a_warehouse_of_ones_own_gets_no_key_made_up_here(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, warehouse_url=ELSEWHERE)

    assert local.with_archive_key(settings).archive_key is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("secret", [None, SecretStr("")])
def test_a_warehouse_of_ones_own_needs_a_key_of_ones_own(tmp_path: Path, secret: SecretStr | None) -> None:
    settings = Settings(data=tmp_path, warehouse_url=ELSEWHERE, linkage_secret=secret)

    with pytest.raises(Permanent, match="CJIT_LINKAGE_SECRET"):
        local.linkage_secret(settings)


@pytest.mark.parametrize(
    ("asked", "london"),
    [
        ("2018-12-20T02:00:00", "2018-12-20T02:00:00+00:00"),
        ("2018-07-20T02:00:00", "2018-07-20T02:00:00+01:00"),
        ("2018-07-20T23:30:00+00:00", "2018-07-21T00:30:00+01:00"),
        ("2018-07-20T23:30:00Z", "2018-07-21T00:30:00+01:00"),
        ("2018-12-20", "2018-12-20T00:00:00+00:00"),
    ],
)
def test_the_clock_is_londons(asked: str, london: str) -> None:
    time = local.clock(asked, datetime(1999, 1, 1, tzinfo=UTC))

    assert time.isoformat() == london


@pytest.mark.parametrize("asked", [None, ""])
def test_the_clock_of_a_run_that_asks_for_none_is_its_start(asked: str | None) -> None:
    time = local.clock(asked, datetime(2018, 7, 20, 23, 30, tzinfo=UTC))

    assert time.isoformat() == "2018-07-21T00:30:00+01:00"


@pytest.mark.parametrize("asked", ["tonight", "20/12/2018", "2018-13-01", "0001-01-01T00:00+05:00"])
def test_what_is_no_time_is_refused(asked: str) -> None:
    with pytest.raises(Permanent, match="is not a time"):
        local.clock(asked, datetime(1999, 1, 1, tzinfo=UTC))


def test_the_stage_of_a_run_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJIT_DATA", str(tmp_path))
    monkeypatch.setenv("CJIT_WAREHOUSE_URL", ELSEWHERE.get_secret_value())
    monkeypatch.setenv("CJIT_LINKAGE_SECRET", "a key of this test alone, not secret")

    settings, warehouse, now = local.stage("2018-12-20T02:00:00", datetime(1999, 1, 1, tzinfo=UTC))

    assert settings.data_dir == tmp_path
    assert warehouse.url == ELSEWHERE.get_secret_value()
    assert now.isoformat() == "2018-12-20T02:00:00+00:00"


def test_no_stage_begins_without_the_key_of_a_warehouse_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CJIT_DATA", str(tmp_path))
    monkeypatch.setenv("CJIT_WAREHOUSE_URL", ELSEWHERE.get_secret_value())
    monkeypatch.delenv("CJIT_LINKAGE_SECRET", raising=False)

    with pytest.raises(Permanent, match="CJIT_LINKAGE_SECRET"):
        local.stage(None, datetime(2018, 7, 20, tzinfo=UTC))

"""What a laptop, a fresh machine and the tests need: an embedded Postgres and a night in one process.

server     Postgres 18 from a Python package, as the person who runs cjit or, for root, as nobody
state      what the server needs to know again: folder, port, password, keys of hash and archive
airflow    Airflow's environment and metadata, in the server's second database
night      a DAG run in this process, its progress shown
pages      Airflow with its web pages, started and stopped

`warehouse`, `linkage_secret` and `with_archive_key` are for every deployment: they fall back on the
embedded server where the settings name no other.
"""

import hmac
from datetime import datetime
from typing import NamedTuple

from pydantic import SecretStr

from cjit.errors import Permanent
from cjit.local.clock import clock
from cjit.local.server import EmbeddedServer
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse

__all__ = ["EmbeddedServer", "Stage", "clock", "linkage_secret", "stage", "warehouse", "with_archive_key"]


def warehouse(settings: Settings) -> Warehouse:
    """The warehouse that the settings name; the embedded one, started where asleep, where they name none.

    Raises Permanent where the embedded server cannot be started.
    """
    if settings.warehouse_url is not None:
        return Warehouse(settings.warehouse_url.get_secret_value())
    return Warehouse(EmbeddedServer.of(settings).start())


def linkage_secret(settings: Settings) -> bytes:
    """The key of the person hash (interface.md, settings): given, or made once for the embedded warehouse.

    Raises Permanent where a warehouse of one's own comes without a key: with a key made up here, people
    would be others on every machine.
    """
    given = settings.linkage_secret.get_secret_value() if settings.linkage_secret is not None else ""
    if given:
        return given.encode()
    if settings.warehouse_url is not None:
        raise Permanent("CJIT_LINKAGE_SECRET is not set, and a warehouse of your own needs its key")
    return EmbeddedServer.of(settings).linkage_secret()


def with_archive_key(settings: Settings) -> Settings:
    """The settings with a key of the archived bytes: the one given, else that of the embedded warehouse.

    For a warehouse of one's own without one it follows from the key of the person hash, which every machine
    of that deployment has; where there is neither, the archive refuses to be used (intake.seal).
    """
    if settings.archive_key is not None and settings.archive_key.get_secret_value():
        return settings
    if settings.warehouse_url is None:
        key = EmbeddedServer.of(settings).archive_key()
    elif settings.linkage_secret is not None and settings.linkage_secret.get_secret_value():
        key = hmac.digest(linkage_secret(settings), b"cjit: the archive of raw bytes", "sha256").hex()
    else:
        return settings
    return settings.model_copy(update={"archive_key": SecretStr(key)})


class Stage(NamedTuple):
    """What every stage of a run is given."""

    settings: Settings
    warehouse: Warehouse
    now: datetime

    def secret(self) -> bytes:
        """The key of the person hash."""
        return linkage_secret(self.settings)


def stage(now: str | None, started: datetime) -> Stage:
    """Settings from the environment, their warehouse and the run's clock: for the edge (DAG tasks).

    `now` is the clock that was asked for (ISO 8601), `started` the one to take where none was.
    Raises Permanent, before any file is touched, where a warehouse of one's own comes without a key of the
    person hash.
    """
    settings = Settings()
    linkage_secret(settings)
    settings = with_archive_key(settings)
    return Stage(settings, warehouse(settings), clock(now, started))

"""What the web pages stand on: this deployment's warehouse, keys and clock."""

from collections.abc import Callable
from datetime import UTC, datetime

from cjit import local
from cjit.settings import Settings
from cjit.warehouse.pool import PooledWarehouse
from cjit.web.context import Context


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def context(settings: Settings, clock: Callable[[], datetime] = now, sign_in: str | None = None) -> Context:
    """The pages' context; the warehouse is opened, and the embedded one started, at the first request."""
    return Context(
        settings=local.with_archive_key(settings),
        open_warehouse=lambda: PooledWarehouse(local.warehouse(settings).url),
        clock=clock,
        secret=lambda: local.linkage_secret(settings),
        sign_in=sign_in,
    )

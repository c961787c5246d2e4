"""The fifty's second night where nothing comes between, and houses in which it is still to come."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of
from nights.fifty import SECOND, begin, decide, first_night, second_night
from nights.house import House, house_like, moved
from nights.snapshot import Snapshot, differences, files_of, snapshot

Act = Literal["night", "decisions"]
State = tuple[Snapshot, Snapshot]
"""Tables and files."""


@dataclass(frozen=True)
class Undisturbed:
    """houses: as they are before each act. states: what the act leaves where nothing comes between."""

    server_url: str
    houses: Mapping[Act, House]
    states: Mapping[Act, State]

    @contextmanager
    def copy(self, act: Act, data: Path) -> Iterator[House]:
        """The house before that act, its files in `data`, its warehouse a copy on the same server."""
        with house_like(self.server_url, self.houses[act], data) as house:
            yield house

    def files_before(self, act: Act, data: Path, warehouse: Warehouse) -> House:
        """The house before that act, its files in `data`, with a warehouse that is as its own was."""
        return moved(self.houses[act], data, warehouse)

    def spoilt(self, act: Act, house: House) -> list[str]:
        """Play the act where its first try was disturbed; what differs then, nothing if all is well."""
        _play(act, house)
        return self.differences(act, house)

    def differences(self, act: Act, house: House) -> list[str]:
        """Where a house is another than the undisturbed one after the act."""
        tables, files = self.states[act]
        return differences(tables, snapshot(house.warehouse)) + differences(files, files_of(house.settings))


@contextmanager
def played(server_url: str, template: str, root: Path) -> Iterator[Undisturbed]:
    """Play both nights and the decisions once, each act in a copy of the house that the one before left.

    template: a migrated, empty database of the server.
    """
    with copy_of(server_url, template) as warehouse:
        before = begin(Settings(data=root / "night", settle_seconds=0), warehouse)
        first_night(before)
        second_night(before)
        with house_like(server_url, before, root / "decisions") as after:
            night = _played("night", after)
            with house_like(server_url, after, root / "end") as end:
                decisions = _played("decisions", end)
            yield Undisturbed(
                server_url, {"night": before, "decisions": after}, {"night": night, "decisions": decisions}
            )


def _played(act: Act, house: House) -> State:
    _play(act, house)
    return snapshot(house.warehouse), files_of(house.settings)


def _play(act: Act, house: House) -> None:
    if act == "night":
        house.night(SECOND)
    else:
        decide(house)

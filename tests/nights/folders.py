"""Inbox, archive and outputs as folders, for the many tests that look into them as such."""

from pathlib import Path
from typing import cast

from cjit.places import Place
from cjit.settings import Settings


class InFolders(Settings):
    """Settings of which tests know that they name folders: nearly all do, the others ask for none."""

    @property
    def inbox_dir(self) -> Path:
        return cast(Path, super().inbox_dir)

    @property
    def archive_dir(self) -> Path:
        return cast(Path, super().archive_dir)

    @property
    def out_dir(self) -> Path:
        return cast(Path, super().out_dir)


def as_folder(place: Place) -> Path:
    assert isinstance(place, Path)
    return place

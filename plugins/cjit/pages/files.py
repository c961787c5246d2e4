"""Onto disk so that a kill at any point leaves a whole file, a whole folder, or the one before."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def safe_name(name: str) -> str:
    """A name as one folder of that name may be called on any file system.

    Agency codes can come from a file's own content, so nothing that climbs or nests may pass.
    """
    plain = _UNSAFE.sub("_", name).strip(" ")[:100].rstrip(" .")
    return "_" + plain.lstrip(".") if plain.startswith(".") or not plain else plain


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole, taking the place of the one before; makes the folders above."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files whole, taking the place of the one before.

    A folder that a killed run left unfinished beside it is removed.
    """
    unfinished, replaced = (folder.with_name(f".{folder.name}.{end}") for end in ("unfinished", "replaced"))
    for leftover in (unfinished, replaced):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, content in files.items():
        (unfinished / name).write_bytes(content)
    if folder.exists():
        folder.replace(replaced)
    unfinished.replace(folder)
    shutil.rmtree(replaced, ignore_errors=True)

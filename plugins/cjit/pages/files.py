"""Onto disk so that a kill at any point leaves a whole file, a whole folder, or the one before.

In an object store each file is whole. A folder becomes whole file by file there: killed in between it is a
mixture of both until the run that comes next writes it again.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from cjit.objects import Objects
from cjit.places import Place, files_below

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def safe_name(name: str) -> str:
    """A name as one folder of that name may be called on any file system.

    Agency codes can come from a file's own content, so nothing that climbs or nests may pass.
    """
    plain = _UNSAFE.sub("_", name).strip(" ")[:100].rstrip(" .")
    return "_" + plain.lstrip(".") if plain.startswith(".") or not plain else plain


def write_file(path: Place, content: bytes) -> None:
    """Write a file whole, taking the place of the one before; makes the folders above.

    Two that write the same file at once would rename each other's: who calls sees to that.
    """
    if not isinstance(path, Path):
        path.write_bytes(content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def write_folder(folder: Place, files: Mapping[str, bytes]) -> None:
    """Write a folder of files whole, taking the place of the one before.

    A folder that a killed run left unfinished beside it is removed.
    """
    if not isinstance(folder, Path):
        _put_folder(folder, files)
        return
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


def _put_folder(folder: Objects, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for name in set(files_below(folder)) - files.keys():
        (folder / name).unlink(missing_ok=True)

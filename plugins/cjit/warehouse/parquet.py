"""Typed Parquet of each submission under archive/staged (interface.md "Outputs").

All judged rows as the warehouse types them, with `row_no`, whether the row was `loaded`, and what tells the
next file of the agency which rows it repeats (reading.py). Written before the load and taken away again where
the file turns out to be fatal. That of a held file is set aside under archive/held until the file is
released: an erasure needs to know whose rows its findings are about.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cjit.objects import Objects
from cjit.places import Place, files_below, remove_below
from cjit.quality.check import CheckedChunk

_ROWS = "rows.parquet"
_UNFINISHED = ".rows.unfinished"


def folder_of(archive: Place, agency_code: str, submission_id: str) -> Place:
    """Where a submission's Parquet lies, partitioned as Arrow and DuckDB read it."""
    return _folder(archive, "staged", agency_code, submission_id)


def _folder(archive: Place, root: str, agency_code: str, submission_id: str) -> Place:
    return archive / root / f"agency={agency_code}" / f"submission={submission_id}"


def _folders(archive: Place, agency_code: str, submission_id: str) -> list[Place]:
    """Where there may be Parquet of a submission: of an accepted file, or set aside of a held one."""
    return [_folder(archive, root, agency_code, submission_id) for root in ("staged", "held")]


def remove_all(archive: Place, agency_code: str, submission_id: str) -> None:
    """Remove what Parquet there is of a submission. Raises OSError where the disk does."""
    for folder in _folders(archive, agency_code, submission_id):
        remove_below(folder)


def rows_by_file(checked: CheckedChunk, stored: pa.Table, files: int) -> Iterator[pa.Table]:
    """The rows of each file of a chunk as they are kept: `stored_rows`, and whether each was `loaded`."""
    rows = stored.drop(["sub"]).append_column("loaded", pa.array(checked.clean))
    starts = np.searchsorted(np.asarray(stored["sub"]), np.arange(files + 1))
    for start, end in pairwise(starts.tolist()):
        yield rows.slice(start, end - start)


def write(archive: Place, agency_code: str, submission_id: str, rows: pa.Table) -> None:
    """The Parquet of a submission; written beside and renamed, so that none is ever half there.

    What a kill leaves beside is written over by the next try: one run at a time loads a sender's files.
    """
    folder = folder_of(archive, agency_code, submission_id)
    if isinstance(folder, Path):
        folder.mkdir(parents=True, exist_ok=True)
    _write(rows, folder / _ROWS)


def opened(archive: Place, agency_code: str, submission_id: str) -> pq.ParquetFile | None:
    """The Parquet of an accepted submission, to be closed by the caller; None where there is none."""
    path = folder_of(archive, agency_code, submission_id) / _ROWS
    try:
        return pq.ParquetFile(_source(path))
    except FileNotFoundError:
        return None


def _source(path: Place) -> Path | pa.BufferReader:
    """What Parquet is read from. Of an object all: a file has some megabytes and nearly all is wanted."""
    return path if isinstance(path, Path) else pa.BufferReader(path.read_bytes())


def _write(rows: pa.Table, path: Place) -> None:
    content = memoryview(_content(rows))
    if isinstance(path, Path):
        temporary = path.with_name(_UNFINISHED)
        temporary.write_bytes(content)
        temporary.rename(path)
    else:
        path.write_bytes(content)


def _content(rows: pa.Table) -> pa.Buffer:
    """The bytes of a file, made in memory: written page by page, a file takes a fifth longer."""
    coded = [field.name for field in rows.schema if pa.types.is_dictionary(field.type)]
    sink = pa.BufferOutputStream()
    # Ids hardly repeat. The dictionary of a code is its whole list (stored.py), which tells of nobody.
    pq.write_table(
        rows,
        sink,
        use_dictionary=coded,
        write_statistics=False,
        compression={field.name: _compression(field.type) for field in rows.schema},
    )
    return sink.getvalue()


def _compression(kind: pa.DataType) -> str:
    """LZ4 takes a tenth less than Snappy to write and to read, for 2% more bytes.

    Codes and truth values are packed as bits already: to compress them takes an eighth of the whole for 2%.
    """
    return "lz4" if pa.types.is_string(kind) or pa.types.is_date(kind) else "none"


def remove(archive: Place, agency_code: str, submission_id: str) -> None:
    """Take a submission's Parquet away, if there is any."""
    folder = folder_of(archive, agency_code, submission_id)
    if isinstance(folder, Path):
        shutil.rmtree(folder, ignore_errors=True)
    else:
        (folder / _ROWS).unlink(missing_ok=True)


@dataclass(frozen=True)
class Kept:
    """The Parquet of one submission, for a load that has still to find out what becomes of it."""

    archive: Place
    agency_code: str
    submission_id: str

    def discard(self) -> None:
        """The file is fatal: take it away."""
        remove(self.archive, self.agency_code, self.submission_id)

    def set_aside(self) -> None:
        """The file is held: out of the folder of accepted ones, in the place of what an earlier try left."""
        _move(self.archive, ("staged", "held"), self.agency_code, self.submission_id)


def aside(archive: Place) -> Iterator[tuple[str, str]]:
    """Agency and submission of every Parquet that is set aside."""
    if isinstance(archive, Path):
        names = (path.relative_to(archive).as_posix() for path in archive.glob("held/agency=*/submission=*"))
    else:
        names = (name.removesuffix(f"/{_ROWS}") for name in files_below(archive / "held"))
    for folder in map(PurePosixPath, names):
        yield folder.parent.name.partition("=")[2], folder.name.partition("=")[2]


def bring_back(archive: Place, agency_code: str, submission_id: str) -> None:
    """A held file was released: its Parquet is one of an accepted file now."""
    _move(archive, ("held", "staged"), agency_code, submission_id)


def _move(archive: Place, roots: tuple[str, str], agency_code: str, submission_id: str) -> None:
    source, target = (_folder(archive, root, agency_code, submission_id) for root in roots)
    if isinstance(source, Path) and isinstance(target, Path):
        if not source.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        source.rename(target)
    elif isinstance(source, Objects) and isinstance(target, Objects) and (source / _ROWS).is_file():
        # Killed in between both are there, and whoever moves it comes by again.
        (source / _ROWS).copy_to(target / _ROWS)
        (source / _ROWS).unlink(missing_ok=True)


def rows_of_clients(
    archive: Place, agency_code: str, submission_id: str, clients: Sequence[str]
) -> pa.Table | None:
    """`row_no` and `client_id` of the rows of some CLIENTIDs; None where the submission has no Parquet."""
    path = _found(archive, agency_code, submission_id)
    if path is None:
        return None
    rows: pa.Table = pq.read_table(_source(path), columns=["row_no", "client_id"], partitioning=None)
    return rows.filter(pc.is_in(rows["client_id"], pa.array(clients, pa.string())))


def leave_out(archive: Place, agency_code: str, submission_id: str, row_nos: Sequence[int]) -> None:
    """Write a submission's Parquet again without some rows; the same again changes nothing."""
    path = _found(archive, agency_code, submission_id)
    if path is None:
        return
    rows = pq.read_table(_source(path), partitioning=None)
    kept = rows.filter(pc.invert(pc.is_in(rows["row_no"], pa.array(row_nos, rows["row_no"].type))))
    _write(kept, path)


def _found(archive: Place, agency_code: str, submission_id: str) -> Place | None:
    places = (folder / _ROWS for folder in _folders(archive, agency_code, submission_id))
    return next((place for place in places if place.is_file()), None)

"""Typed Parquet of each submission under archive/staged (interface.md "Outputs").

All judged rows as the warehouse types them, with `row_no` and whether the row was `loaded`. Written before
the load and taken away again where the file turns out not to be accepted.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cjit.quality.check import CheckedChunk
from cjit.settings import Settings


def folder_of(archive: Path, agency_code: str, submission_id: str) -> Path:
    """Where a submission's Parquet lies, partitioned as Arrow and DuckDB read it."""
    return archive / "staged" / f"agency={agency_code}" / f"submission={submission_id}"


def write(
    settings: Settings,
    checked: CheckedChunk,
    stored: pa.Table,
    agencies: Sequence[str],
    submission_ids: Sequence[str],
) -> None:
    """One file per submission of a chunk; written beside and renamed, so that none is ever half there.

    What a kill leaves beside is removed by the next night (intake.archive.remove_leftovers).
    """
    rows = stored.drop(["sub"]).append_column("loaded", pa.array(checked.clean))
    coded = [field.name for field in rows.schema if pa.types.is_dictionary(field.type)]
    starts = np.searchsorted(np.asarray(stored["sub"]), np.arange(len(agencies) + 1))
    for place, (agency, submission_id) in enumerate(zip(agencies, submission_ids, strict=True)):
        folder = folder_of(settings.archive_dir, agency, submission_id)
        folder.mkdir(parents=True, exist_ok=True)
        temporary = settings.archive_dir / "staged" / f".unfinished-{uuid4().hex}"
        share = rows.slice(int(starts[place]), int(starts[place + 1] - starts[place]))
        # Ids hardly repeat, so only what is coded already is worth a dictionary.
        pq.write_table(share, temporary, use_dictionary=coded, write_statistics=False)
        temporary.rename(folder / "rows.parquet")


def remove(archive: Path, agency_code: str, submission_id: str) -> None:
    """Take a submission's Parquet away, if there is any."""
    shutil.rmtree(folder_of(archive, agency_code, submission_id), ignore_errors=True)

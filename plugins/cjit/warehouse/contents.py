"""Split what a chunk's check found into what each of its files brings."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.quality.check import CheckedChunk
from cjit.quality.text import is_text
from cjit.warehouse.stored import episodes_of
from cjit.warehouse.submission import Contents

_IN_ERROR = [
    *("sub", "row_no", "episode_id", "dat_code", "age", "assessed_on", "caseload_on", "closed_on"),
    *("closure_reason", "referred_on"),
]


def by_file(checked: CheckedChunk, stored: pa.Table, files: int) -> Iterator[Contents]:
    """Split a chunk's results into those of its files."""
    tables = {"findings": checked.judged.findings}
    in_file = None
    if checked.definition.feed == "cjit":
        episodes = episodes_of(checked, stored)
        tables |= {
            "episodes": episodes.episodes,
            "referrals": episodes.referrals,
            "reviews": episodes.reviews,
            "in_error": stored.select(_IN_ERROR).filter(pa.array(checked.judged.has_error)),
        }
        in_file = _Slices(stored.select(["sub", "episode_id"]), files)
    else:
        tables["others"] = stored.filter(pa.array(checked.clean)).drop(["row_no"])
    slices = {name: _Slices(table, files) for name, table in tables.items()}
    unconsented, refusing = _unconsented(checked), _refusing(checked)
    for n in range(files):
        yield Contents(
            counts=checked.counts[n],
            **{name: part.of(n) for name, part in slices.items()},
            episodes_in_file=in_file and pc.drop_null(in_file.of(n)["episode_id"].combine_chunks()),
            without_consent=unconsented and unconsented.of(n).drop(["sub"]),
            clients_refusing=refusing and pc.unique(refusing.of(n)["client_id"]),
        )


def _unconsented(checked: CheckedChunk) -> "_Slices | None":
    if checked.definition.feed != "cjit":
        return None
    consent = checked.typed.consent
    given = is_text(consent["consent"].combine_chunks(), "Y")
    rows = consent.filter(pc.invert(given)).select(["sub", "row_no", "clientid"])
    return _Slices(_of_clients(rows), len(checked.counts))


def _refusing(checked: CheckedChunk) -> "_Slices | None":
    if checked.definition.feed != "cjit":
        return None
    return _Slices(_of_clients(checked.typed.refusing), len(checked.counts))


def _of_clients(rows: pa.Table) -> pa.Table:
    """The rows that say whose they are: a blank CLIENTID is nobody's."""
    known = rows.filter(pc.is_valid(rows["clientid"]))
    clients = known["clientid"].cast(pa.string())
    return known.drop(["clientid"]).append_column("client_id", clients)


class _Slices:
    """A table ordered by `sub`, cut into its files without copying."""

    def __init__(self, table: pa.Table, files: int) -> None:
        self._table = table
        self._starts = np.searchsorted(np.asarray(table["sub"]), np.arange(files + 1))

    def of(self, file: int) -> pa.Table:
        """The rows of one file."""
        start, end = self._starts[file : file + 2]
        return self._table.slice(int(start), int(end - start))

"""Consent withdrawn: what was loaded of a client goes, everywhere but in the archive of raw bytes.

In the load's own transaction: the database (sql/erase/erase.sql). Afterwards, and as often as a run is
killed: the Parquet of earlier submissions, by the table of what is pending; and feedback files, which
`feedback.publish` writes again since they count as not written. (submission.md, "Consent withdrawn")
"""

import pyarrow as pa

from cjit.errors import Transient
from cjit.places import Place
from cjit.settings import Settings
from cjit.warehouse import parquet
from cjit.warehouse.comparison import Names
from cjit.warehouse.connection import Session, Warehouse
from cjit.warehouse.submission import Contents


def erase_withdrawn(session: Session, contents: Contents, names: Names, archive: Place) -> None:
    """Erase what is loaded of the CLIENTIDs that refuse consent, of which anything is, within the load.

    What was typed into the entry form of them goes first, whether it was ever loaded or not.

    Whose rows earlier findings are about, their Parquet tells. Where that is lost, all row findings of its
    submission lose what tells about anybody: nobody could say any more which to spare.
    """
    clients = contents.clients_refusing
    assert clients is not None  # noqa: S101 - a CJIT file always has them, if none
    if len(clients) == 0:
        return
    refusing = {**names, "client_ids": clients.to_pylist()}
    session.run("erase/forget_entered", refusing)
    if names["previous_id"] is None:
        return
    aside = contents.unchanged is not None and not contents.unchanged.of_refusing
    loaded = [client for (client,) in session.rows("erase/loaded_clients", refusing | {"aside": aside})]
    if not loaded:
        return
    session.run("erase/open_withdrawn", {"client_ids": loaded})
    found: list[pa.Table] = []
    lost: list[str] = []
    for (submission_id,) in session.rows("erase/earlier_files", names):
        rows = parquet.rows_of_clients(archive, names["agency_code"], submission_id, loaded)
        if rows is None:
            lost.append(submission_id)
        else:
            named = pa.repeat(pa.scalar(submission_id), rows.num_rows)
            found.append(rows.append_column("submission_id", named))
    if found:
        session.copy_in("pg_temp", "erased_row", pa.concat_tables(found))
    session.copy_in("pg_temp", "untold", pa.table({"submission_id": pa.array(lost, pa.string())}))
    session.run("erase/erase", names)


def finish(settings: Settings, warehouse: Warehouse) -> int:
    """Take erased rows out of the Parquet that still holds them; return of how many submissions.

    Each in a transaction that ends when its file is written: killed, it is done again.
    Raises Transient where the disk or the warehouse fails.
    """
    done = 0
    try:
        with warehouse.kept_open() as kept:
            while _finish_one(settings.archive_dir, kept):
                done += 1
    except OSError as error:
        raise Transient(f"the archive cannot be read or written: {error.strerror}") from None
    return done


def _finish_one(archive: Place, warehouse: Warehouse) -> bool:
    with warehouse.session() as session:
        session.run("load/lock_agency", {"agency_code": "erasure"})
        pending = session.rows("erase/pending")
        for submission_id, agency_code, row_nos in pending:
            parquet.leave_out(archive, agency_code, submission_id, row_nos)
            session.run("erase/done", {"submission_id": submission_id, "row_nos": row_nos})
        return bool(pending)

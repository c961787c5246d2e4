"""People in, weighed pairs out: Splink over the model of near_misses.toml (linkage.md "Near misses").

Both backends are given the same table and the same SQL; DuckDB works in this process, Spark wherever its
session does (docs/decisions/0020).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from cjit.errors import Permanent, Transient
from cjit.linkage.model import Comparison, Model

Backend = Literal["duckdb", "spark"]

PEOPLE = pa.schema(
    [
        ("record", pa.string()),  # the person within the DAT: any text of its own
        ("dat", pa.string()),
        ("first", pa.string()),
        ("surname", pa.string()),
        ("dob_year", pa.string()),
        ("dob_month", pa.string()),
        ("dob_day", pa.string()),
        ("sex", pa.string()),
        ("by_cjit", pa.bool_()),
        ("by_treatment", pa.bool_()),
        ("ethnicity", pa.string()),  # null where not stated
        ("drugs", pa.string()),
        ("sector", pa.string()),
        ("first_on", pa.int32()),  # days since 1970: first and last known contact,
        ("last_on", pa.int32()),
        ("referred_on", pa.int32()),  # the last referral by a CJIT,
        ("treated_on", pa.int32()),  # the first start of treatment
    ]
)
"""What is known of each person (four items) within a DAT; one row each."""

PAIRS = pa.schema(
    [
        ("record_a", pa.string()),
        ("record_b", pa.string()),
        ("weight", pa.float64()),  # log2 of the odds
        ("probability", pa.float64()),
        ("reason", pa.string()),
    ]
)


def candidates(people: pa.Table, model: Model, backend: Backend = "duckdb") -> pa.Table:
    """Pairs of `people` (PEOPLE) that weigh enough, as PAIRS, by their records; record_a is the smaller.

    Rounded, so that machines agree. Raises Transient where memory, a disk or the way to Spark gives out, and
    Permanent where Splink fails otherwise; neither has a word of the data.
    """
    if people.num_rows < 2:
        return PAIRS.empty_table()
    # Splink tells how long each step takes. Nobody here reads that, and its errors quote statements.
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    try:
        with _database(backend) as database:
            from splink import Linker  # noqa: PLC0415 - a night without changes waits for no import

            linker = Linker(
                database.register(people),
                model.splink_settings(),
                log_level=None,
                validate_settings=False,  # all it would do is tell
            )
            scored: Any = linker.inference.predict(
                threshold_match_weight=model.least_weight, warning_mode="never"
            )
            found = scored.as_pyarrow_table()
    except Exception as error:
        raise _fault(error, backend) from None
    return _pairs(found, model)


_PASSING = {
    *("OSError", "MemoryError"),
    *("OutOfMemoryException", "IOException"),  # DuckDB's
    *("Py4JNetworkError", "SparkConnectGrpcException"),
}
"""By their names: what Spark raises can be imported only where there is Spark."""
_PASSING_IN_JAVA = ("OutOfMemoryError", "java.io.IOException", "ExecutorLostFailure", "was shut down")


def _fault(error: BaseException, backend: Backend) -> Transient | Permanent:
    """Our own for a fault of Splink's or of what is below, which it may quote with the statement."""
    causes = [error]
    while (below := causes[-1].__cause__) is not None:
        causes.append(below)
    for each in causes:
        name = type(each).__name__
        passing = not _PASSING.isdisjoint(kind.__name__ for kind in type(each).__mro__)
        if passing or (name == "Py4JJavaError" and any(told in str(each) for told in _PASSING_IN_JAVA)):
            return Transient(f"Splink failed on {backend}: {name}")
    return Permanent(f"Splink failed on {backend}: {type(error).__name__}")


@contextmanager
def _database(backend: Backend) -> Iterator[Any]:
    if backend == "duckdb":
        from splink import DuckDBAPI  # noqa: PLC0415 - as above

        database = DuckDBAPI(":memory:")
        try:
            yield database
        finally:
            database.duckdb_con.close()
        return
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional extra
    from splink import SparkAPI  # noqa: PLC0415 - as above

    # A session that is there already (a cluster's, a test's) is used and left alone.
    running = SparkSession.getActiveSession()
    session = running or SparkSession.builder.appName("cjit near misses").getOrCreate()
    try:
        api: Any = SparkAPI
        yield api(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)
    finally:
        if running is None:
            session.stop()


def _pairs(found: pa.Table, model: Model) -> pa.Table:
    left, right = found["record_l"], found["record_r"]
    ordered = pc.less(left, right)
    rows = pa.table(
        {
            "record_a": pc.if_else(ordered, left, right),
            "record_b": pc.if_else(ordered, right, left),
            "weight": pc.round(found["match_weight"].cast(pa.float64()), 2),
            "probability": pc.round(found["match_probability"].cast(pa.float64()), 4),
            "reason": _reasons(found, model),
        }
    ).cast(PAIRS)
    return rows.sort_by([("record_a", "ascending"), ("record_b", "ascending")])


def _reasons(found: pa.Table, model: Model) -> Any:
    """What differs, then what speaks for and against: the words of the levels."""
    said = [_words(found[f"gamma_{one.name}"], one) for one in model.comparisons]
    return pc.binary_join_element_wise(*said, "; ", null_handling="skip")


def _words(levels: Any, comparison: Comparison) -> Any:
    known = pc.if_else(pc.less(levels, 0), None, levels.cast(pa.int32()))
    return pa.array(comparison.words, pa.string()).take(known.combine_chunks())

"""Great Expectations' verdict on a batch's staged rows, and its comparison with the row-wise findings.

Two engines evaluate the same suites independently; where they disagree neither can be trusted, so the
batch stops before anything is loaded.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from cjit.errors import Permanent, Transient
from cjit.quality.engine import Parameters, resolved
from cjit.quality.findings import Counts
from cjit.quality.rules import Clause, Rules

# Great Expectations is imported where it is used: that takes seconds, and `cjit check` has no need of it.


@dataclass(frozen=True)
class Staged:
    """Where a batch is staged: an SQLAlchemy address, and its tables in schema raw.

    rows: all judged rows; compared: tables with few columns of these, for rules with a condition or several
    columns (Rules.comparisons); consent: all submitted rows, for E08.
    """

    url: str
    rows: str
    compared: Mapping[str, Sequence[str]]
    consent: str

    def table_for(self, clause: Clause) -> str:
        """Where Great Expectations evaluates a clause."""
        if clause.rule == "E08":
            return self.consent
        if not clause.compares:
            return self.rows
        return next(table for table, columns in self.compared.items() if clause.columns.issubset(columns))


def great_expectations_counts(staged: Staged, rules: Rules, parameters: Parameters, hands: int = 1) -> Counts:
    """Unexpected rows by clause, as Great Expectations counts them on the staged tables.

    hands: how many tables are looked at at the same time, each over a connection of its own.
    Raises Permanent where it cannot evaluate an expectation, Transient where it cannot reach the server.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    by_table: dict[str, list[Clause]] = {}
    for clause in rules.clauses:
        by_table.setdefault(staged.table_for(clause), []).append(clause)
    todo: SimpleQueue[tuple[str, list[Clause]]] = SimpleQueue()
    for some in by_table.items():
        todo.put(some)
    counts: Counts = {}

    def work(source: Any) -> None:
        with suppress(Empty):
            while True:
                table, clauses = todo.get_nowait()
                suite = _suite(gx, table, clauses, parameters)
                counts.update(_counts(_validated(source, table, suite)))

    sources = []
    try:
        # They keep what they know in their context, so that two at work need one each.
        for _ in range(min(hands, len(by_table))):
            sources.append(_source(gx, staged.url))
        with ThreadPoolExecutor(len(sources)) as pool:
            list(pool.map(work, sources))
    except TestConnectionError:
        raise Transient("Great Expectations could not reach the staged rows") from None
    finally:
        for source in sources:
            source.get_execution_engine().close()
    return counts


def _source(gx: Any, url: str) -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context.data_sources.add_sql(name="staging", connection_string=url)


def _validated(source: Any, table: str, suite: Any) -> list[Any]:
    asset = source.add_table_asset(name=table, table_name=table, schema_name="raw")
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    # No values: personal data must not get into results.
    terse = {"result_format": "BASIC", "partial_unexpected_count": 0}
    results: list[Any] = batch.validate(suite, result_format=terse).results
    return results


def _suite(gx: Any, name: str, clauses: list[Clause], parameters: Parameters) -> Any:
    from great_expectations.core.expectation_suite import expectationSuiteSchema

    # Great Expectations would put in the parameters itself, but parses each as an expression: seconds a run,
    # by a parser that two batches at once in one process confuse.
    expectations = [
        {
            "type": clause.type,
            "kwargs": resolved(clause.kwargs, parameters),
            "meta": {"rule": clause.rule, "item": clause.item, "clause": clause.number},
        }
        for clause in clauses
    ]
    content = {"name": name, "expectations": expectations, "meta": {}}
    return gx.ExpectationSuite(**expectationSuiteSchema.load(content))


def _counts(results: list[Any]) -> Counts:
    """Raises as great_expectations_counts does."""
    counts: Counts = {}
    for result in results:
        meta = result.expectation_config.meta
        # It gives no count where no row meets the condition: then none is unexpected.
        vacuous = result.result.get("element_count") == 0
        unexpected = 0 if vacuous else result.result.get("unexpected_count")
        if unexpected is None:
            if "OperationalError" in str(result.exception_info):
                raise Transient("Great Expectations could not reach the staged rows")
            raise Permanent(
                f"Great Expectations could not evaluate {meta['rule']} on {meta['item']} "
                f"({result.expectation_config.type})"
            )
        counts[meta["rule"], meta["item"], meta["clause"]] = int(unexpected)
    return counts


def must_agree(row_wise: Counts, great_expectations: Counts) -> None:
    """Raise Permanent, naming the rules, unless both engines count the same for every clause."""
    differing = [
        f"{rule} {item} clause {number}: {row_wise.get((rule, item, number), 'not evaluated')} by row, "
        f"{great_expectations.get((rule, item, number), 'not evaluated')} by Great Expectations"
        for rule, item, number in sorted(row_wise.keys() | great_expectations.keys())
        if row_wise.get((rule, item, number)) != great_expectations.get((rule, item, number))
    ]
    if differing:
        raise Permanent(
            f"the two engines disagree, so nothing of this batch is loaded: {'; '.join(differing[:5])}"
            + (f" and {len(differing) - 5} more" if len(differing) > 5 else "")
        )

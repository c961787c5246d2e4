"""Near misses on a synthetic truth: seconds, precision and recall."""

import time

from rich.console import Console
from rich.table import Table
from tests.linkage.measure import measured
from tests.linkage.truth import truth

from cjit.linkage.candidates import candidates
from cjit.linkage.model import model


def measure_near_misses(console: Console, rows: int = 270_000) -> None:
    """Print what a search of so many CJIT rows' people takes, and how good it is in areas of average size."""
    people = truth(agencies=130, rows=rows, seed=5).people
    begin = time.perf_counter()
    pairs = candidates(people, model()).num_rows
    seconds = time.perf_counter() - begin
    console.print(
        f"near misses among {people.num_rows:,} people: {seconds:.1f} s, {pairs:,} pairs (at most 300 s)"
    )
    average = truth()
    shown = Table(title="near misses on synthetic truth, areas of average size")
    for heading in ("least weight", "shown", "precision", "recall"):
        shown.add_column(heading, justify="right")
    for least in (model().least_weight, 0.0):
        said = measured(average, least)
        shown.add_row(f"{least:.1f}", f"{said.shown:,}", f"{said.precision:.2f}", f"{said.recall:.2f}")
    console.print(shown)

"""Narrow tables in which rules with a condition or with several columns are looked at (Rules.comparisons)."""

import pytest

from cjit.quality.rules import rules_of


@pytest.mark.parametrize("dataset", ["O", "structured", "secure"])
def test_what_a_clause_compares_stands_together_in_few_columns(dataset: str) -> None:
    rules = rules_of(dataset)
    comparing = [clause for clause in rules.about(consent=False) if clause.compares]
    assert all(any(clause.columns.issubset(some) for some in rules.comparisons) for clause in comparing)
    assert all(len(some) == len(set(some)) <= 10 for some in rules.comparisons)
    read = set[str]().union(*(clause.columns for clause in comparing))
    assert read == set[str]().union(*rules.comparisons)

"""Random files through the library and through the oracle: the same findings, to the last one, and counts."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from oracle.compare import FOLDERS, disagreement, night_of
from oracle.files import read_file
from oracle.judge import Judgement, judge
from oracle.product import Feed
from oracle.random_files import (
    SHORT_ITEMS,
    damaged_file,
    odd_file,
    plain_file,
    random_short_rows,
    some_columns,
)
from oracle.random_rows import DAYS_OF_RECEIPT, Cells, believable_episode, random_rows
from oracle.rows import ITEMS
from oracle.short import SENDER_ITEM

FILES, BLOCKS = 400, 10


def _rows_of(seed: int) -> tuple[Random, date, list[Cells]]:
    random = Random(seed)  # noqa: S311  (a test's dice, not a secret)
    received = random.choice(DAYS_OF_RECEIPT)
    most = random.choice((1, 2, 4, 6, 6, 12, 60))
    return random, received, some_columns(random, random_rows(random, received, most))


def _cause(difference: str) -> str:
    """Side and rule of the first line, so that a smaller case shows the same disagreement."""
    return difference.partition("value=")[0].partition("rule=")[2] or difference[:5]


def _smallest(rows: list[Cells], disagree: Callable[[list[Cells]], str]) -> list[Cells]:
    """Fewer rows, then fewer filled cells, that still disagree in the same."""
    cause = _cause(disagree(rows))
    for index in reversed(range(len(rows))):
        fewer = rows[:index] + rows[index + 1 :]
        if fewer and _cause(disagree(fewer)) == cause:
            rows = fewer
    for index in range(len(rows)):
        for item in [item for item, cell in rows[index].items() if cell and item not in SENDER_ITEM.values()]:
            emptier = [dict(cells) for cells in rows]
            emptier[index][item] = ""
            if _cause(disagree(emptier)) == cause:
                rows = emptier
    return rows


def _report(seed: int, received: date, rows: list[Cells], data: bytes, feed: Feed = "cjit") -> str:
    """A minimal case as text; the file's shape is named as the cause where plain bytes of its rows agree."""
    items = ITEMS if feed == "cjit" else SHORT_ITEMS[feed]

    def disagree(fewer: list[Cells]) -> str:
        return disagreement(plain_file(fewer, items), received, feed)

    if not disagree(rows):
        difference = disagreement(data, received, feed)
        return f"seed {seed}: the shape of the file matters\n{difference}\n{data[:400]!r}"
    small = _smallest(rows, disagree)
    shown = "\n".join(str({item: cell for item, cell in cells.items() if cell}) for cells in small)
    return f"seed {seed}, received {received}\n{shown}\n{disagree(small)}"


@pytest.mark.parametrize("block", range(BLOCKS))
def test_library_and_oracle_agree_on_random_files(block: int) -> None:
    for seed in range(block, FILES, BLOCKS):
        random, received, rows = _rows_of(seed)
        data = odd_file(random, rows, tuple(rows[0]))
        if disagreement(data, received):
            pytest.fail(_report(seed, received, rows, data), pytrace=False)


@pytest.mark.parametrize("feed", ["structured", "secure"])
def test_library_and_oracle_agree_on_the_short_rules(feed: Feed) -> None:
    for seed in range(40):
        random = Random(seed)  # noqa: S311
        received = random.choice(DAYS_OF_RECEIPT)
        rows = random_short_rows(random, received, feed)
        data = odd_file(random, rows, SHORT_ITEMS[feed])
        if disagreement(data, received, feed):
            pytest.fail(_report(seed, received, rows, data, feed), pytrace=False)


def test_library_and_oracle_agree_on_damaged_files() -> None:
    refused: Counter[str | None] = Counter()
    received = DAYS_OF_RECEIPT[0]
    for seed in range(FILES):
        random = Random(seed)  # noqa: S311
        rows = [
            believable_episode(random, received, number, number) for number in range(random.randint(0, 3))
        ]
        data = damaged_file(random, rows)
        assert not disagreement(data, received), f"seed {seed}: {data!r}"
        refused[read_file(data, FOLDERS["cjit"], night_of(received)).fatal_rule] += 1
    assert set(refused) == {None, "F01", "F03", "F04", "F05", "F06", "F07", "F08"}


def test_random_files_fire_every_rule_and_leave_clean_rows() -> None:
    """Otherwise the comparison above would say little."""
    fired: Counter[str] = Counter()
    clean = withheld = 0
    for seed in range(FILES):
        _, received, rows = _rows_of(seed)
        judgement = _judged(rows, received)
        fired.update(finding.rule for finding in judgement.findings)
        clean += judgement.counts.rows_loaded - judgement.counts.rows_with_warning
        withheld += judgement.counts.rows_withheld
    rules = {f"E{n:02}" for n in range(1, 28) if n != 5} | {f"W{n:02}" for n in range(1, 39)}
    assert {rule for rule in rules if fired[rule] < 5} == set()
    assert set(fired) == rules
    assert clean > 50
    assert withheld > 50


def _judged(rows: list[Cells], received: date) -> Judgement:
    return judge(rows, night_of(received))

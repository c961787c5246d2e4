"""A page for each rule, and their index."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from cjit.dataset.definition import Definition, definition
from cjit.dataset.lists import file_rules
from cjit.docs.words import Wording, columns_of
from cjit.quality.rule_changes import layers
from cjit.quality.rules import Clause, rules_of
from cjit.settings import PROJECT

DATASETS = ("O", "structured", "secure")
FILE = "file"
"""Stands in the place of a dataset for the rules about a file as a whole."""

_CONSEQUENCES = {
    "fatal": "nothing of the file is loaded, and nothing loaded before changes",
    "error": "the row is not loaded",
    "warning": "the row is loaded, and counts against DQ %",
    "note": "nothing follows from it",
}


@dataclass(frozen=True)
class Check:
    """One expectation of a rule: what it says to the provider, in words, and as the suite has it."""

    item: str
    message: str
    words: str
    expectation: str


@dataclass(frozen=True)
class Example:
    """A file of the corpus; `findings` are row and item of the rule's own findings in it."""

    path: Path
    findings: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Page:
    """What one rule's page tells: `items` are name and meaning, `suite` is the file that holds the rule."""

    dataset: str
    rule: str
    severity: str
    items: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]
    whys: tuple[str, ...]
    fixes: tuple[str, ...]
    suite: str
    checks: tuple[Check, ...] = ()
    derived: tuple[tuple[str, str], ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def consequence(self) -> str:
        """What follows where the rule fires."""
        return _CONSEQUENCES[self.severity]

    @property
    def short(self) -> str:
        """The messages of the first item in a few words: each to its colon, without the advice."""
        first_item = self.items[0][0] if self.items else ""
        first = [check.message for check in self.checks if check.item == first_item] or self.messages
        return "; ".join(message.split(": ")[0].rstrip(".") for message in dict.fromkeys(first))


def rule_pages() -> tuple[Page, ...]:
    """The pages of all rules: row rules by dataset, then the file rules."""
    return (*(page for dataset in DATASETS for page in _row_rules(dataset)), *_file_rules())


def _row_rules(dataset: str) -> list[Page]:
    by_rule: dict[str, list[Clause]] = {}
    for clause in rules_of(dataset).clauses:
        by_rule.setdefault(clause.rule, []).append(clause)
    return [_row_rule(definition(dataset), clauses) for _, clauses in sorted(by_rule.items())]


def _row_rule(dataset: Definition, clauses: Sequence[Clause]) -> Page:
    first = clauses[0]
    wording = Wording(dataset)
    used = {name for clause in clauses for name in columns_of(clause)}
    corpus = PROJECT / "tests" / "corpus"
    folder = corpus / first.rule if dataset.feed == "cjit" else corpus / dataset.name / first.rule
    return Page(
        dataset=dataset.name,
        rule=first.rule,
        severity=first.severity,
        items=tuple(
            (name, dataset.item(name).meaning) for name in _each_once(clause.item for clause in clauses)
        ),
        messages=_each_once(clause.message for clause in clauses),
        whys=_each_once(clause.why for clause in clauses),
        fixes=_each_once(clause.fix for clause in clauses),
        suite=_home(dataset.name, first.rule),
        checks=tuple(
            Check(clause.item, clause.message, wording.sentence(clause), _as_json(clause))
            for clause in clauses
        ),
        derived=tuple((column.name, column.meaning) for column in dataset.derived if column.name in used),
        examples=_examples(folder),
    )


def _home(dataset: str, rule: str) -> str:
    """The file that said last what the rule is."""
    newest = reversed(layers(dataset, date.max))
    return next(layer.path for layer in newest if layer.names(rule)).relative_to(PROJECT).as_posix()


def _file_rules() -> list[Page]:
    return [
        Page(
            dataset=FILE,
            rule=rule,
            severity=texts["severity"],
            items=(),
            messages=(texts["message"].replace("{problem}", "…"),),
            whys=(texts["why"],),
            fixes=(texts["fix"],),
            suite="plugins/cjit/dataset/file_rules.toml",
            examples=_examples(PROJECT / "tests" / "corpus" / "file" / rule),
        )
        for rule, texts in file_rules().items()
    ]


def _each_once(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _as_json(clause: Clause) -> str:
    """The expectation with a line for each argument."""
    kwargs = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(given, ensure_ascii=False)}"
        for name, given in clause.kwargs.items()
    )
    return f'{{\n  "type": "{clause.type}",\n  "kwargs": {{\n{kwargs}\n  }}\n}}'


def _examples(folder: Path) -> tuple[Example, ...]:
    expected = _expected(folder / "expected.json")
    return tuple(
        Example(path.relative_to(PROJECT), [(row, item) for row, item in expected.get(path.name, [])])
        for path in sorted(folder.glob("*.csv"), key=lambda path: (path.stem.startswith("fail"), path.stem))
    )


@cache
def _expected(path: Path) -> Mapping[str, Sequence[tuple[int, str]]]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

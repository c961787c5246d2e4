"""Versions of the suites by date: a first version as a whole, then only what changes (docs/decisions/0012).

A folder expectations/<dataset>/<day>/ holds suites of the same names that name nothing but the rules that
change from that day on. All expectations of a rule and item that it names take the place of those in force
before; `meta.removed` lists rules that fall silent ("W36", or "W36 CLSRSN" for one of its items). A dataset
that extends another begins with the rules of that one, and its own suites are such a change.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cjit.dataset.definition import definition
from cjit.errors import Permanent
from cjit.settings import PROJECT

Suite = Mapping[str, Any]


@dataclass(frozen=True)
class Layer:
    """One file of a version: a suite as first written (`whole`), or what changes in it.

    in_force_from: YYYY-MM-DD. raw: the file's bytes, which the version's name is made of.
    """

    path: Path
    whole: bool
    in_force_from: str
    raw: bytes
    suite: Suite

    @property
    def name(self) -> str:
        """The suite's: errors or warnings."""
        return self.path.stem

    def names(self, rule: str) -> bool:
        """Whether it says anything about a rule."""
        return any(expectation["meta"]["rule"] == rule for expectation in self.suite["expectations"])


def layers(dataset: str, day: date) -> list[Layer]:
    """The files that make up a dataset's rules on a day, in the order in which they came into force.

    Raises Permanent where there are none, and where one is no JSON.
    """
    extends = definition(dataset).extends
    found = layers(extends, day) if extends else []
    folder = _folder(dataset)
    found += [_layer(path, whole=not extends) for path in sorted(folder.glob("*.json"))]
    for since in days_of_change(dataset, inherited=False):
        if since <= day:
            changes = sorted((folder / since.isoformat()).glob("*.json"))
            found += [_layer(path, since, whole=False) for path in changes]
    if not found:
        raise Permanent(f"there are no rules in {folder.relative_to(PROJECT)}")
    return found


def days_of_change(dataset: str, *, inherited: bool = True) -> list[date]:
    """The days from which a change is in force, in order; those of the dataset that it extends included.

    Raises Permanent for a folder that is not named after a day.
    """
    folder, extends = _folder(dataset), definition(dataset).extends
    found = set(days_of_change(extends)) if extends and inherited else set()
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            try:
                found.add(date.fromisoformat(path.name))
            except ValueError:
                raise Permanent(f"{path.relative_to(PROJECT)} is not named after a day: YYYY-MM-DD") from None
    return sorted(found)


def composed(found: Sequence[Layer]) -> dict[str, Suite]:
    """The suites by name, whole, as Great Expectations reads them.

    What is replaced keeps its place, so that clauses keep their order. Raises Permanent for a change of a
    suite or a rule that is not there.
    """
    suites: dict[str, Suite] = {}
    for layer in found:
        if layer.whole:
            suites[layer.name] = layer.suite
        elif layer.name not in suites:
            raise Permanent(f"a change from {layer.in_force_from} is of {layer.name}.json, which is no suite")
        else:
            suites = _changed(suites, layer)
    return suites


def _changed(suites: Mapping[str, Suite], change: Layer) -> dict[str, Suite]:
    new: dict[tuple[str, str], list[Any]] = {}
    for expectation in change.suite["expectations"]:
        new.setdefault(_about(expectation), []).append(expectation)
    removed = frozenset(change.suite.get("meta", {}).get("removed", ()))
    known = {name for suite in suites.values() for e in suite["expectations"] for name in _names(e)}
    if removed - known:
        told = ", ".join(sorted(removed - known))
        raise Permanent(f"the change from {change.in_force_from} removes what is no rule: {told}")
    result: dict[str, Suite] = {}
    for name, suite in suites.items():
        kept: list[Any] = []
        for expectation in suite["expectations"]:
            about = _about(expectation)
            if about not in new and removed.isdisjoint(_names(expectation)):
                kept.append(expectation)
            elif name == change.name and about in new:
                kept += [one for one in new[about] if one not in kept]
        if name == change.name:
            kept += [one for several in new.values() for one in several if one not in kept]
        result[name] = {**suite, "expectations": kept}
    return result


def _about(expectation: Mapping[str, Any]) -> tuple[str, str]:
    return expectation["meta"]["rule"], expectation["meta"]["item"]


def _names(expectation: Mapping[str, Any]) -> tuple[str, str]:
    rule, item = _about(expectation)
    return rule, f"{rule} {item}"


def _folder(dataset: str) -> Path:
    return PROJECT / "expectations" / dataset


def _layer(path: Path, since: date | None = None, *, whole: bool) -> Layer:
    raw = path.read_bytes()
    try:
        suite: Suite = json.loads(raw)
    except json.JSONDecodeError as error:
        raise Permanent(f"the suite {path.relative_to(PROJECT)} is not JSON: {error}") from None
    in_force_from = since.isoformat() if since else suite["meta"]["in_force_from"]
    return Layer(path, whole, in_force_from, raw, suite)

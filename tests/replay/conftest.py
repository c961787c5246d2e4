"""Nights, and a copy of the suites to which a test may add a version."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cjit.quality import rule_changes
from cjit.quality.rules import rules_of
from cjit.settings import PROJECT
from nights.fixtures import house, prepared

__all__ = ["house", "prepared"]

Change = Callable[..., None]


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Change]:
    """Add a version of the rules of O from 1 January 2019: expectations, and rules that fall silent."""
    for path in (PROJECT / "expectations").glob("*/*.json"):
        copy = tmp_path / "expectations" / path.parent.name / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(rule_changes, "PROJECT", tmp_path)

    def add(*expectations: dict[str, Any], suite: str = "warnings", removed: tuple[str, ...] = ()) -> None:
        folder = tmp_path / "expectations/O/2019-01-01"
        folder.mkdir(exist_ok=True)
        content = {"name": f"O.{suite}", "expectations": expectations, "meta": {"removed": removed}}
        (folder / f"{suite}.json").write_text(json.dumps(content), encoding="utf-8")
        rules_of.cache_clear()

    rules_of.cache_clear()
    yield add
    rules_of.cache_clear()

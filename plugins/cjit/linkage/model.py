"""The model of near misses: near_misses.toml as Splink's settings, and its levels in words.

The probabilities are given, not trained: what a pair weighs depends on the two people alone, so a night may
search the areas that changed, and another person in the area changes nothing (docs/decisions/0019).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("near_misses.toml")


@dataclass(frozen=True)
class Level:
    """An outcome of a comparison: condition, words for a reviewer (may be none) and its probabilities."""

    condition: str
    words: str
    m: float
    u: float


@dataclass(frozen=True)
class Comparison:
    """Levels in the order in which they are tried; the last takes the rest. unknown: it does not count."""

    name: str
    unknown: str
    levels: tuple[Level, ...]

    @property
    def words(self) -> list[str | None]:
        """Words by Splink's number of a level: the last is 0, the first the highest."""
        return [level.words or None for level in reversed(self.levels)]


@dataclass(frozen=True)
class Model:
    """What near_misses.toml says. probability: of a candidate, before any comparison."""

    probability: float
    least_weight: float
    rules: tuple[str, ...]
    comparisons: tuple[Comparison, ...]

    def splink_settings(self) -> dict[str, Any]:
        """Settings as Splink's linker takes them."""
        seen = "(l.by_cjit or r.by_cjit)"
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "record",
            "probability_two_random_records_match": self.probability,
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": f"{rule} and {seen}"} for rule in self.rules
            ],
            "comparisons": [
                {"output_column_name": one.name, "comparison_levels": _splink_levels(one)}
                for one in self.comparisons
            ],
            "retain_matching_columns": True,  # without them Splink keeps no number of the level either
        }


def _splink_levels(comparison: Comparison) -> list[dict[str, Any]]:
    unknown = {
        "sql_condition": comparison.unknown,
        "label_for_charts": "unknown",
        "is_null_level": True,
    }
    return [
        unknown,
        *(
            {
                "sql_condition": level.condition,
                "label_for_charts": level.words or "otherwise",
                "m_probability": level.m,
                "u_probability": level.u,
            }
            for level in comparison.levels
        ),
    ]


@cache
def model() -> Model:
    """The model of near_misses.toml."""
    said = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Model(
        said["probability"],
        said["least_weight"],
        tuple(rule["condition"] for rule in said["rule"]),
        tuple(
            Comparison(
                one["name"],
                one["unknown"],
                tuple(Level(each["condition"], each["words"], each["m"], each["u"]) for each in one["level"]),
            )
            for one in said["comparison"]
        ),
    )

"""Reference lists by the date from which they are in force.

Each folder of reference/ is named after the day from which it is in force. The first holds a whole set of
lists, a later one the corrected files alone: a list that it does not hold stays as it was. So any night can
be judged again under the lists of any day.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pycountry

from cjit.dataset.definition import Definition

_FOLDER = Path(__file__).parent / "reference"

OPEN_END = date(9999, 12, 31)
"""valid_to of what has no end; both ends of a range belong to it."""

NO_SECOND_DRUG = "9996"
NO_THIRD_DRUG = "9997"
OUT_OF_ENGLAND = "Z00B"


@dataclass(frozen=True)
class Lists:
    """One version of the lists.

    Tables: partnerships (dat_code, name, region, police_force, valid_from, valid_to), local_authorities
    (la_code, name, dat_code, valid_from, valid_to), prisons (prison_code, name, closed_on), codes (list,
    code, label, group).
    """

    version: str
    partnerships: pa.Table
    local_authorities: pa.Table
    prisons: pa.Table
    codes: pa.Table
    values: Mapping[str, tuple[str, ...]]
    """Codes by the name of their list, the lists that suites and items refer to included."""

    def grouped(self, list_name: str, group: str) -> frozenset[str]:
        """The codes of a list that belong to a group, such as the opiates among the drugs."""
        return self._groups.get((list_name, group), frozenset())

    @cached_property
    def _groups(self) -> dict[tuple[str, str], frozenset[str]]:
        """By list and group: every chunk of rows asks for some."""
        columns = (self.codes[name].to_pylist() for name in ("list", "group", "code"))
        groups: dict[tuple[str, str], set[str]] = {}
        for of_list, group, code in zip(*columns, strict=True):
            groups.setdefault((of_list, group), set()).add(code)
        return {key: frozenset(codes) for key, codes in groups.items()}


@cache
def lists_on(day: date, dataset: str = "O") -> Lists:
    """The lists in force on a day, as far as they belong to a dataset. The first set serves earlier days."""
    in_force = [name for name in list_versions() if date.fromisoformat(name) <= day] or list_versions()[:1]
    return _read(in_force[-1], dataset)


def lists_for(definition: Definition, day: date) -> Lists:
    """The lists in force on a day for files of a definition; other feeds than CJIT know no datasets."""
    return lists_on(day, definition.name) if definition.feed == "cjit" else lists_on(day)


def list_versions() -> list[str]:
    """The days (YYYY-MM-DD) from which a version of the lists is in force, the earliest first."""
    return sorted(path.name for path in _FOLDER.iterdir() if path.is_dir())


@cache
def _read(version: str, dataset: str) -> Lists:
    codes = _table(_file(version, "codes.csv"))
    codes = codes.filter(pc.match_substring_regex(codes["datasets"], rf"\b{dataset}\b")).drop(["datasets"])
    partnerships = _dated(_table(_file(version, "partnerships.csv")))
    authorities = _dated(_table(_file(version, "local_authorities.csv")))
    prisons = _table(_file(version, "prisons.csv"))
    return Lists(
        version,
        partnerships,
        authorities,
        prisons,
        codes,
        _values(codes, partnerships, authorities, prisons),
    )


def _file(version: str, name: str) -> Path:
    """A list as it is in that version: from the latest folder up to it that holds one."""
    return next(
        path
        for folder in reversed(list_versions())
        if folder <= version and (path := _FOLDER / folder / name).exists()
    )


def _values(
    codes: pa.Table, partnerships: pa.Table, authorities: pa.Table, prisons: pa.Table
) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for name in pc.unique(codes["list"]).to_pylist():
        values[name] = tuple(codes.filter(pc.field("list") == name)["code"].to_pylist())
    drugs = values["drug"]
    dats = tuple(pc.unique(partnerships["dat_code"]).to_pylist())
    return values | {
        "yes_no": ("Y", "N"),
        "nation": tuple(sorted(country.alpha_3 for country in pycountry.countries)),
        "drug1": tuple(code for code in drugs if code not in (NO_SECOND_DRUG, NO_THIRD_DRUG)),
        "drug2": tuple(code for code in drugs if code != NO_THIRD_DRUG),
        "drug3": tuple(code for code in drugs if code != NO_SECOND_DRUG),
        "closure": values["closure_prior"] + values["closure_from"],
        "dat": dats,
        "la": tuple(pc.unique(authorities["la_code"]).to_pylist()),
        "prison": tuple(prisons["prison_code"].to_pylist()),
        "dat_or_prison": dats + tuple(prisons["prison_code"].to_pylist()),
    }


def _table(path: Path) -> pa.Table:
    names = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    return pyarrow.csv.read_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )


def _dated(table: pa.Table) -> pa.Table:
    start = table["valid_from"].cast(pa.date32())
    end = pc.fill_null(table["valid_to"].cast(pa.date32()), pa.scalar(OPEN_END))
    table = table.set_column(table.column_names.index("valid_from"), "valid_from", start)
    return table.set_column(table.column_names.index("valid_to"), "valid_to", end)


FILE_RULES = Path(__file__).parent / "file_rules.toml"
"""Home of the rules about a file as a whole."""


@cache
def file_rules() -> Mapping[str, Mapping[str, str]]:
    """The rules about a file as a whole (F…) and the notes (N…): severity, message, why and fix by id."""
    return _texts(FILE_RULES)


@cache
def mismatch_kinds() -> Mapping[str, Mapping[str, str]]:
    """What providers are told about M1–M5 (submission.md): title, message and fix by kind."""
    return _texts(Path(__file__).parent / "mismatch_kinds.toml")


def _texts(path: Path) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return texts

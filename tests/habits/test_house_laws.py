"""The laws of the house that a reader of a change would otherwise have to look for.

That Airflow leaves the library alone is shown in tests/dags, formatting and types by `make lint`.
"""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from cjit.settings import PROJECT

LIBRARY = PROJECT / "plugins" / "cjit"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that may be committed: all but what .gitignore leaves out."""
    ignored = [line.strip("/") for line in (PROJECT / ".gitignore").read_text(encoding="utf-8").split()]
    ignored.append(".git")

    def kept(names: list[str]) -> list[str]:
        return [each for each in names if not any(fnmatch(each, pattern) for pattern in ignored)]

    found = []
    for folder, folders, files in os.walk(PROJECT):
        folders[:] = kept(folders)
        found += [Path(folder, file) for file in kept(files)]
    return tuple(path for path in found if path.is_file() and not path.is_symlink())


def texts() -> Iterator[tuple[Path, str]]:
    """The text files among them; the corpus holds files that are no text on purpose."""
    for path in tracked():
        if "corpus" not in path.parts and b"\0" not in path.read_bytes():
            yield path, path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def test_files_that_may_be_committed_are_found() -> None:
    names = {name(path) for path in tracked()}
    assert {"pyproject.toml", "plugins/cjit/__init__.py", "tests/habits/test_house_laws.py"} <= names
    assert not any(each.startswith((".venv/", ".git/")) for each in names)


def test_imports_point_one_way() -> None:
    """The contracts of pyproject.toml, [tool.importlinter]."""
    assert lint_imports(config_filename=str(PROJECT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize(
    ("pattern", "most"), [("plugins/**/*.py", 300), ("tests/**/*.py", 350), ("dags/*.py", 80)]
)
def test_no_file_is_long(pattern: str, most: int) -> None:
    lengths = {name(path): path.read_text(encoding="utf-8").count("\n") for path in PROJECT.glob(pattern)}
    assert lengths
    assert {path: length for path, length in lengths.items() if length > most} == {}


def test_make_lists_every_target_that_says_what_it_does() -> None:
    """`make` alone, as a newcomer tries it."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    explained = re.findall(r"^(\S+):.*## (.+)$", makefile, re.MULTILINE)
    make = shutil.which("make")
    assert make is not None
    said = subprocess.run([make], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    listed = re.findall(r"^make (\S+) +(.+)$", said, re.MULTILINE)

    assert ("test-pages", "the pages alone, in a real browser: fails where there is none") in explained
    assert listed == explained


# The home folders of people and machines, and the folder that this checkout lies in.
MACHINE_PATHS = re.compile(r"(?<![\w.}])(?:/home/|/root/|/Users/|[A-Z]:\\\\)\w|" + re.escape(f"{PROJECT}/"))


def test_no_path_of_a_machine_is_committed() -> None:
    assert MACHINE_PATHS.search("see " + "/ho" + "me/somebody/notes")
    found = [f"{name(path)}: {hit.group()}" for path, text in texts() for hit in MACHINE_PATHS.finditer(text)]
    assert found == []


def test_the_locks_name_no_registry() -> None:
    """Packages come from wherever the machine that installs them gets its packages."""
    locks = [(path, text) for path, text in texts() if path.name == "requirements.lock"]
    assert locks
    told = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host")
    assert [name(path) for path, text in locks if told.search(text)] == []
    assert [name(path) for path, text in locks if "--hash=sha256:" not in text] == []


def _exceptions(section: list[str] | dict[str, list[str]]) -> set[str]:
    """The codes of a list, or of all lists of a table, in pyproject.toml."""
    lists = section.values() if isinstance(section, dict) else [section]
    return {code for each in lists for code in each}


def test_every_exception_to_a_habit_says_why() -> None:
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    tools = tomllib.loads(text)["tool"]
    lint = tools["ruff"]["lint"]
    codes = _exceptions(lint["ignore"]) | _exceptions(lint["per-file-ignores"])
    codes |= _exceptions(tools["sqlfluff"]["core"]["exclude_rules"])
    for code in codes:
        lines = [line for line in text.splitlines() if f'"{code}"' in line and "select" not in line]
        assert lines, code
        assert all(" # " in line for line in lines), code


SUPPRESSION = re.compile(r"#\s*(noqa|type: ignore)\b(.*)")


def test_every_suppression_in_the_code_names_its_rule_and_says_why() -> None:
    """`# noqa: S603 - our own words`, `# type: ignore[call-overload]  # three options that go together`."""
    reasoned = re.compile(r"noqa: [A-Z0-9, ]+ - \w|type: ignore\[[a-z, -]+\]\s+# \w")
    found = [
        f"{name(path)}: {line.strip()}"
        for path, text in texts()
        if path.suffix == ".py" and LIBRARY in path.parents
        for line in text.splitlines()
        if (hit := SUPPRESSION.search(line)) and not reasoned.search(hit.group())
    ]
    assert found == []


STATEMENT = re.compile(
    r"\s*(?:select\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|truncate\s|copy\s.+\s(?:to|from)\s"
    r"|with\s+\w+\s+as\s*\(|(?:create|drop|alter)\s+(?:table|view|index|schema|role|database)\b)",
    re.IGNORECASE,
)

SQL_IN_CODE = {
    "warehouse/connection.py": {
        "COPY {schema}.{table} ({columns}) FROM STDIN (FORMAT binary)",
        "COPY ({}) TO STDOUT (FORMAT csv)",
    },
    "warehouse/migrations.py": {"select pg_advisory_xact_lock(:key)"},
}
"""What moves tables whatever their name, and the lock that comes before there is anything."""


def _strings(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _documentation(path: Path) -> set[str]:
    """Strings that stand alone: docstrings, and those below an attribute."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def test_sql_lives_in_files() -> None:
    found: dict[str, set[str]] = {}
    for path in LIBRARY.rglob("*.py"):
        statements = {text for text in _strings(path) if STATEMENT.match(text)} - _documentation(path)
        if statements:
            found[path.relative_to(LIBRARY).as_posix()] = statements
    assert found == SQL_IN_CODE


def _names_of_sql(path: Path) -> Iterator[str]:
    """Patterns of the names of SQL files that a module mentions, parts that it fills in included.

    Only those that begin with a folder of sql/: `f"{one}/{other}"` would stand for every file.
    """
    folders = tuple(f"{re.escape(folder.name)}/" for folder in (PROJECT / "sql").iterdir())
    return (pattern for pattern in _patterns(path) if pattern.startswith(folders))


def _patterns(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                for part in node.values
            )


def test_every_sql_file_is_run() -> None:
    """Views are run for their place, a revision for its number; the others by name."""
    named = {pattern for path in LIBRARY.rglob("*.py") for pattern in _names_of_sql(path)}
    named |= {re.escape("quality/client_has_dob")}  # by its path, without the warehouse
    anyone = re.compile("|".join(sorted(named)))
    files = {
        path.relative_to(PROJECT / "sql").with_suffix("").as_posix() for path in PROJECT.glob("sql/**/*.sql")
    }
    assert "load/waiting" in files
    assert not anyone.fullmatch("load/nobody_runs_this")
    assert [
        file for file in sorted(files) if not file.startswith("views/out_") and not anyone.fullmatch(file)
    ] == []


def test_what_people_read_is_in_code_point_order_on_every_server() -> None:
    """EPISODIDs are free text, and a server of one's own may have another collation."""
    free = re.compile(r'\bepisode_id\b(?! collate "C")')
    found = {
        name(path)
        for folder in ("views", "feedback")
        for path in (PROJECT / "sql" / folder).glob("*.sql")
        for order in re.findall(r'order by([\w\s.,"]*)', path.read_text(encoding="utf-8"))
        if free.search(order)
    }
    assert found == set()

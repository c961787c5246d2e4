"""What is current is known from an agency's file before (comparison.py), while nobody else ends episodes."""

import re

import pytest

from cjit.settings import PROJECT

WRITES = re.compile(r"\b(?:update|delete\s+from|insert\s+into|merge\s+into)\s+core\.episode\b")

KNOWN = {
    "load/supersede.sql": "part of a load, after which the agency's last accepted file is another",
    "erase/erase.sql": "part of a load as well",
    "decide/delete.sql": "every load asks what was deleted by a decision (load/deleted_episodes.sql)",
    "retention/remove_rows.sql": "takes years, and a file is read whole after one (reading._LATELY)",
    "near/apply_keys.sql": "gives episodes to another person and ends none",
}


@pytest.fixture(scope="module")
def writers() -> set[str]:
    folder = PROJECT / "sql"
    files = (path for path in folder.rglob("*.sql") if WRITES.search(path.read_text(encoding="utf-8")))
    return {path.relative_to(folder).as_posix() for path in files}


def test_whoever_writes_episodes_is_known_to_the_load(writers: set[str]) -> None:
    assert writers == set(KNOWN)

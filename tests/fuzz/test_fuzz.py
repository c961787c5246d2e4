"""The beginning of `make fuzz`, and that it can find something."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz import __main__ as fuzz

TESTS = Path(__file__).parents[1]
SECONDS = 20


def test_a_little_fuzzing_finds_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", f"-max_total_time={SECONDS}", f"-artifact_prefix={tmp_path}/"],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    runs = re.search(r"Done (\d+) runs", done.stderr)
    assert runs is not None
    assert int(runs[1]) > len(list(fuzz.CORPUS.rglob("*.csv")))


def test_a_difference_is_a_find(monkeypatch: pytest.MonkeyPatch) -> None:
    fuzz.look(b"\0AGNCY\nA0001\n")
    monkeypatch.setattr(fuzz, "disagreement", lambda *_: "only the oracle: E01")
    with pytest.raises(fuzz.Disagreement, match=r"cjit, received .*: only the oracle: E01"):
        fuzz.look(b"\0AGNCY\nA0001\n")

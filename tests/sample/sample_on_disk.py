"""A sample on disk, read and judged by the oracle, which knows nothing of the library."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cjit.sample import DEFAULT_UNTIL
from oracle.facts import read_lists, read_register
from oracle.files import Read, read_file
from oracle.judge import Judgement, judge
from oracle.rows import Night
from oracle.text import clean, read_date


@dataclass(frozen=True)
class Sample:
    """A sample on disk, as the oracle reads and judges it on the day after."""

    root: Path
    night: Night

    def files(self, feed: str = "cjit") -> list[Path]:
        folder = "[A-Z]*" if feed == "cjit" else f"_{feed}"
        return sorted((self.root / "inbox").glob(f"{folder}/*.csv"))

    def read(self, path: Path, feed: str = "cjit") -> Read:
        return read_file(path.read_bytes(), path.parent.name, self.night, feed)

    def judged(self, feed: str = "cjit") -> dict[str, Judgement]:
        """By sender, refused files left out."""
        read = {path.stem.split("_")[0]: self.read(path, feed) for path in self.files(feed)}
        return {
            sender: judge(file.rows, self.night, feed)
            for sender, file in read.items()
            if file.fatal_rule is None
        }


def sample_in(root: Path) -> Sample:
    night = Night(DEFAULT_UNTIL + timedelta(days=1), read_lists(), read_register(root / "agencies.csv"))
    return Sample(root, night)


class Line:
    """One data row: normalised texts, and dates."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.texts = {item: clean(item, cell) for item, cell in cells.items()}

    def __getitem__(self, item: str) -> str | None:
        return self.texts.get(item)

    def blank(self, item: str) -> bool:
        return self[item] is None

    def present(self, item: str) -> bool:
        return self[item] is not None

    def day(self, item: str) -> date:
        found = read_date(self[item])
        assert found is not None, item
        return found

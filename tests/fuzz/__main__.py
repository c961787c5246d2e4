"""`make fuzz`: files made up by libFuzzer, read by the library and by the oracle (`python -m fuzz …`).

An input's first byte says which feed it is for and on which day it came; the rest are the file's bytes. A
crash, or a finding that only one of the two has, ends the run; the input is kept as crash-… in the folder of
`-artifact_prefix`, and `python -m fuzz <that file>` shows it again. Arguments are libFuzzer's own.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cjit.intake", "cjit.quality"]):
    from oracle.compare import FOLDERS, disagreement

from oracle.random_rows import DAYS_OF_RECEIPT
from oracle.rows import ITEMS
from oracle.short import SECURE, STRUCTURED

FEEDS = tuple(FOLDERS)
CORPUS = Path(__file__).parents[1] / "corpus"
WORDS = (
    ",",
    '"',
    '""',
    "\r\n",
    "\ufeff",
    "A0001",
    "S0001",
    "DMI",
    "29/02/2016",
    "20181220",
    "2018-12-20",
    "NULL",
)


class Disagreement(Exception):  # noqa: N818 - what the run is looking for
    """The library and the oracle differ on a file."""


def look(data: bytes) -> None:
    """Read one file with both. Whatever either raises is a find, too."""
    if not data:
        return
    feed = FEEDS[data[0] % len(FEEDS)]
    received = DAYS_OF_RECEIPT[data[0] // len(FEEDS) % len(DAYS_OF_RECEIPT)]
    difference = disagreement(data[1:], received, feed)
    if difference:
        raise Disagreement(f"{feed}, received {received}: {difference}")


def seeds(folder: Path) -> None:
    """The corpus of the rules as first inputs: each file for the feed of its folder."""
    for number, path in enumerate(sorted(CORPUS.rglob("*.csv"))):
        feed = next((feed for feed in FEEDS if feed in path.relative_to(CORPUS).parts), "cjit")
        (folder / str(number)).write_bytes(bytes([FEEDS.index(feed)]) + path.read_bytes())


def dictionary(path: Path) -> None:
    """Words that a byte-wise mutation would take long to find: names of items, codes, marks."""
    words = {*ITEMS, *STRUCTURED, *SECURE, *WORDS}
    spelt = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in sorted(words))
    path.write_text("".join(f'"{word}"\n' for word in spelt))


def main() -> None:
    """Fuzz from the seeds until libFuzzer's arguments say stop; where a file is named, look at it alone."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        (work / "seeds").mkdir()
        seeds(work / "seeds")
        dictionary(work / "words")
        arguments = sys.argv[1:]
        if not any(Path(argument).is_file() for argument in arguments):
            (work / "found").mkdir()
            limits = ["-max_len=20000", "-len_control=0"]
            arguments += [f"-dict={work / 'words'}", *limits, str(work / "found"), str(work / "seeds")]
        atheris.Setup([sys.argv[0], *arguments], look)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

"""The library and the oracle on the same file: what one says and the other does not."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from oracle.facts import read_lists, read_register
from oracle.files import read_file
from oracle.judge import judge
from oracle.product import Feed, through_product
from oracle.rows import Night

REGISTER = Path(__file__).parents[1] / "corpus/agencies.csv"
FOLDERS: dict[Feed, str] = {"cjit": "A0001", "structured": "_structured", "secure": "_secure"}


@cache
def night_of(received: date) -> Night:
    """What the oracle knows on that day of receipt."""
    return Night(received, read_lists(), read_register(REGISTER))


def disagreement(data: bytes, received: date, feed: Feed = "cjit") -> str:
    """What one side says and the other does not, empty where they agree."""
    night = night_of(received)
    read = read_file(data, FOLDERS[feed], night, feed)
    answer = through_product(data, folder=FOLDERS[feed], register=REGISTER, received=received, feed=feed)
    if read.fatal_rule != next(iter(answer.fatal), None):
        return f"fatal: oracle {read.fatal_rule}, library {answer.fatal}"
    if read.fatal_rule:
        return ""
    judgement = judge(read.rows, night, feed)
    ours, theirs = Counter(judgement.findings), Counter(answer.findings)
    lines = [f"only the oracle:  {finding}" for finding in (ours - theirs).elements()]
    lines += [f"only the library: {finding}" for finding in (theirs - ours).elements()]
    if answer.counts != judgement.counts:
        lines.append(f"oracle  {judgement.counts}\nlibrary {answer.counts}")
    return "\n".join(lines)

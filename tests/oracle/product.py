"""The library's answer in the oracle's terms. The only module here that imports the library."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from cjit.dataset.definition import definition_of
from cjit.dataset.register import read_register
from cjit.quality.check import check_bytes
from oracle.judge import Counts
from oracle.rows import Finding

Feed = Literal["cjit", "structured", "secure"]


@dataclass(frozen=True)
class Answer:
    """Fatal rules in the order of the table, findings on rows in order, counts (None when fatal)."""

    fatal: list[str]
    findings: list[Finding]
    counts: Counts | None


def through_product(
    data: bytes, *, folder: str, register: Path, received: date, feed: Feed = "cjit"
) -> Answer:
    """What the library says of the bytes of one file, received in `folder` on that day."""
    checked = check_bytes(
        data,
        folder=folder,
        definition=definition_of(feed),
        register=read_register(register),
        received_on=received,
    )
    found = [
        Finding(
            row_no=line["row_no"],
            rule=line["rule"],
            item=line["item"],
            value=line["value"],
            client_ref=line["client_ref"],
            episode_id=line["episode_id"],
        )
        for line in checked.findings.to_pylist()
        if line["row_no"] is not None
    ]
    counts = checked.counts
    figures = None
    if counts is not None:
        figures = Counts(
            rows_submitted=counts.rows_submitted,
            rows_withheld=counts.rows_withheld,
            rows_in_error=counts.rows_in_error,
            rows_loaded=counts.rows_loaded,
            rows_with_warning=counts.rows_with_warning,
        )
    return Answer(list(checked.fatal), sorted(found, key=lambda f: (f.row_no, f.rule, f.item)), figures)

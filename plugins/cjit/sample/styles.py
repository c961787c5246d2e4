"""How each team's system writes its file, and the oddities of files that a night has to cope with."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from cjit.sample.dates import DateForm
from cjit.sample.draws import Ints, Texts

IdForm = Literal["short", "number", "long"]
_SPREAD = 0x9E3779B97F4A7C15
"""Odd, so that multiplying by it gives every number another one of 64 bits."""


@dataclass(frozen=True)
class Style:
    """One way of writing a file. extra: unknown columns and the text in them. omitted: columns left out."""

    name: str
    system: str
    ids: IdForm = "short"
    dates: DateForm = "DD/MM/YYYY"
    client: str = "CJ-"
    bom: bool = False
    crlf: bool = False
    encoding: str = "utf-8"
    header: Literal["upper", "lower", "padded"] = "upper"
    shuffled: bool = False
    quoted: bool = False
    padded: bool = False
    blank: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    omitted: tuple[str, ...] = ()
    empty_lines: int = 0


PLAIN = Style("plain", "CASELINE 4.2")
STYLES: tuple[Style, ...] = (
    PLAIN,
    Style("CRLF and a byte order mark", "Openway 11.0.3", bom=True, crlf=True, ids="long"),
    Style("ISO dates", "CJITDET 3", dates="YYYY-MM-DD", ids="number"),
    Style(
        "Windows-1252 with an accented client reference and an unknown column",
        "CASELINE 3.9",
        encoding="cp1252",
        client="Réf-",
        extra=(("KEYWORKER", "Zoë"),),
    ),
    Style(
        "lower-case header, everything in quotes", "Pathbook 2018", header="lower", quoted=True, ids="long"
    ),
    Style("columns in another order, no CMSID", "", shuffled=True, omitted=("CMSID",), ids="number"),
    Style("dates without separators, CRLF", "CJITDET 3", dates="YYYYMMDD", crlf=True, ids="number"),
    Style("NULL for blank", "Openway 11.0.3", blank="NULL", ids="long"),
    Style("plain, long ids", "Openway 11.0.3", ids="long"),
    Style(
        "unknown columns with commas, quotes and line ends in them",
        "Pathbook 2018",
        quoted=True,
        extra=(("KEYWORKER", 'O\'Neil, "Sam"'), ("Local note", "first line\nsecond line")),
    ),
    Style("padded header and cells", "CASELINE 3.9", header="padded", padded=True),
    Style("empty lines at the end", "CASELINE 4.2", crlf=True, empty_lines=2),
)
"""Repeated over the agencies in the order of their numbers."""

FATAL = Style("a mandatory column is missing (F05)", "CASELINE 4.2", omitted=("DRUG1",))
_BENCH_EXTRA = (
    ("KEYWORKER", "Zoë of the whole team"),
    ("LOCAL NOTE", "no change since the last contact with the person"),
)
FATAL_AGENCY, FATAL_FROM = 8, 12
"""Position of the agency whose file is refused, in samples of at least so many agencies."""


def style_of(agency: int, agencies: int) -> Style:
    """The style of an agency's files in a sample."""
    if agencies >= FATAL_FROM and agency == FATAL_AGENCY:
        return FATAL
    return STYLES[agency % len(STYLES)]


def bench_style(agency: int) -> Style:
    """The style of an agency's files for benchmarks: wider, always with the same number of columns.

    Without empty lines: Postgres's COPY, which they are compared with, refuses them.
    """
    style = STYLES[agency % len(STYLES)]
    return replace(style, ids="long", client="CJIT-CLIENT-", extra=_BENCH_EXTRA, omitted=(), empty_lines=0)


def ids(form: IdForm, letter: str, numbers: Ints) -> Texts:
    """The ids that a system gives to its clients, episodes, referrals or reviews."""
    if form == "number":
        made = [str(100_000 + number) for number in numbers.tolist()]
    elif form == "long":
        made = [f"{letter}{(number + 1) * _SPREAD % 2**64:016x}" for number in numbers.tolist()]
    else:
        made = [f"{letter}{number + 1:06d}" for number in numbers.tolist()]
    return np.array(made, dtype=object)


def encode(texts: dict[str, Texts], style: Style, sender: str) -> bytes:
    """The bytes of a file with these columns."""
    items = [item for item in texts if item not in style.omitted]
    if style.shuffled:
        items.sort(key=lambda item: hashlib.sha256((sender + item).encode()).digest())
    columns = {_header(item, style): _column(texts[item], style) for item in items}
    rows = len(next(iter(texts.values())))
    columns |= {name: pa.array([text] * rows, pa.string()) for name, text in style.extra}
    end = "\r\n" if style.crlf else "\n"
    quote = '"' if style.quoted else ""
    header = ",".join(f"{quote}{name}{quote}" for name in columns) + end
    ways: dict[str, Any] = {"eol": end, "quoting_style": "all_valid" if style.quoted else "none"}
    options = pyarrow.csv.WriteOptions(include_header=False, batch_size=16_384, **ways)
    body = pa.BufferOutputStream()
    pyarrow.csv.write_csv(pa.table(columns), body, options)
    content: bytes = header.encode() + body.getvalue().to_pybytes() + (end * style.empty_lines).encode()
    if style.encoding != "utf-8":
        content = content.decode().encode(style.encoding)
    return b"\xef\xbb\xbf" + content if style.bom else content


def _header(item: str, style: Style) -> str:
    if style.header == "lower":
        return item.lower()
    return f" {item.title()} " if style.header == "padded" else item


def _column(texts: Texts, style: Style) -> "pa.Array[Any]":
    if style.padded:
        texts = np.asarray(" " + texts + "\u00a0", dtype=object)
    column = pa.array(texts, pa.string())
    if style.blank:
        column = pc.if_else(pc.equal(column, pa.scalar("")), pa.scalar(style.blank), column)
    return column

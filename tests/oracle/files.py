"""From bytes to rows, or the fatal rules that fire (rules.md, "File: fatal"; dataset.md, "The file")."""

import csv
import hashlib
import io
from dataclasses import dataclass

from oracle.rows import ITEMS, MANDATORY, Night
from oracle.short import SECURE, SENDER_ITEM, STRUCTURED
from oracle.text import WHITE_SPACE, clean, upper

BOM = b"\xef\xbb\xbf"
MOST_BYTES, MOST_ROWS = 52_428_800, 500_000
KNOWN = {"cjit": set(ITEMS), "structured": set(STRUCTURED), "secure": set(SECURE)}
REQUIRED = {"cjit": set(MANDATORY), "structured": set(STRUCTURED) - {"CLIENT"}, "secure": set(SECURE)}


@dataclass(frozen=True)
class Read:
    """What a file holds: the first fatal rule, or the rows with known items only."""

    fatal_rule: str | None
    rows: list[dict[str, str]]


def read_file(data: bytes, folder: str, night: Night, feed: str = "cjit") -> Read:
    """The first fatal rule that fires (F01 to F08), else the rows as sent."""
    text = _decoded(data.removeprefix(BOM))
    if len(data.removeprefix(BOM)) == 0 or b"\0" in data:
        return Read("F01", [])
    if text is None or len(data) > MOST_BYTES:
        return Read("F02" if len(data) > MOST_BYTES else "F03", [])
    records, torn = _records(text)
    if torn and not records:
        return Read("F06", [])  # the header itself cannot be read, so nothing can be said of its names
    header, rows = (records[0], records[1:]) if records else ([], [])
    names = [upper(name.strip(WHITE_SPACE)) for name in header]
    torn = torn or any(len(row) != len(names) for row in rows)
    fatal = _fatal_frame(names, len(rows), torn, feed)
    if fatal:
        return Read(fatal, [])
    known = [
        {name: cell for name, cell in zip(names, row, strict=True) if name in KNOWN[feed]} for row in rows
    ]
    if not _senders_hold(known, folder, night, feed):
        return Read("F07", [])
    return Read(None if known else "F08", known)


def _fatal_frame(names: list[str], rows: int, torn: bool, feed: str) -> str | None:
    """F02 by rows, F04, F05, F06."""
    frame = {
        "F02": rows > MOST_ROWS,
        "F04": not KNOWN[feed] & set(names) or len(set(names)) < len(names),
        "F05": not REQUIRED[feed] <= set(names),
        "F06": torn,
    }
    return next((rule for rule, fires in frame.items() if fires), None)


def content_hash(data: bytes) -> str:
    """What F09 compares: SHA-256 after removing a BOM and turning CRLF and CR into LF."""
    content = data.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(content).hexdigest()


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _records(text: str) -> tuple[list[list[str]], bool]:
    """Header and data rows up to where the quoting breaks, and whether it does.

    Lines without any character are skipped.
    """
    csv.field_size_limit(MOST_BYTES)
    records: list[list[str]] = []
    try:
        records.extend(record for record in csv.reader(io.StringIO(text, newline=""), strict=True) if record)
    except csv.Error:
        return records, True
    return records, False


def _senders_hold(rows: list[dict[str, str]], folder: str, night: Night, feed: str) -> bool:
    """F07's opposite: one sender on all rows, open on the day, of the kind, and the drop folder's."""
    item = SENDER_ITEM[feed]
    senders = {clean(item, row[item]) for row in rows}
    if not senders:
        return True
    if len(senders) > 1:
        return False
    (sender,) = senders
    if not night.register.open_as(sender, feed, night.received):
        return False
    return feed != "cjit" or sender == folder

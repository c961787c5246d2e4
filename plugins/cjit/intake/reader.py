"""Read one file's bytes as a table of text, or say what is fatally wrong with it (F01–F08).

Specification: dataset.md "The file", rules.md "File: fatal". F09 needs the agency's history and is decided
when the file is loaded.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from cjit.dataset.definition import Definition
from cjit.dataset.lists import file_rules
from cjit.dataset.register import Register
from cjit.intake import structure
from cjit.intake.inbox import OTHER_FEEDS
from cjit.intake.row_set import row_hashes, row_set_hash

MAX_BYTES = 52_428_800
MAX_ROWS = 500_000

_NUL = "it holds NUL bytes, so it is not text"
_CODE = re.compile(r"[A-Z0-9]{1,20}\Z")
_AGENCY_CODE = re.compile(r"[A-Z][0-9]{4}\Z")
_NO_CODE = "text that is no agency code"
_TEXT = pa.string()
_CODED = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class FileFinding:
    """A finding about the file as a whole: F… is fatal, N… a note."""

    rule: str
    message: str
    item: str | None = None
    value: str | None = None


def file_finding(rule: str, problem: str = "", item: str | None = None) -> FileFinding:
    """A finding in the words of its rule (dataset/file_rules.toml), completed with what was found."""
    return FileFinding(rule, file_rules()[rule]["message"].replace("{problem}", problem), item)


@dataclass
class Extract:
    """What one file holds. `rows` is None where something fatal was found.

    row_set_hash: of the rows as a set (intake.row_set), None where `rows` is, and until `hashed`; row_hashes:
    of each of them.
    rows: a column per item of the definition, in its order, cells as sent: dictionary-encoded, plain
    strings for free text; blank cells are null where they are blank to the letter.
    """

    agency_code: str
    content_sha256: str | None = None
    row_set_hash: str | None = None
    row_hashes: np.ndarray | None = None
    rows: pa.Table | None = None
    fatal: list[FileFinding] = field(default_factory=list)
    notes: list[FileFinding] = field(default_factory=list)


@dataclass(frozen=True)
class Sender:
    """Where a file came from, and when. `folder` is None where nobody says: the file itself does, then."""

    folder: str | None
    register: Register
    received_on: date

    @property
    def is_agency_folder(self) -> bool:
        """False in _structured and _secure, where the file itself names its sender."""
        return self.folder is not None and self.folder not in OTHER_FEEDS


def read_extract(data: bytes, definition: Definition, sender: Sender, sha256: str | None = None) -> Extract:
    """Check, read and hash a file; never raises for what is in it. `sha256`: of the bytes, where known."""
    extract, text = begin_extract(data, sender, sha256)
    return extract if text is None else hashed(read_rows(extract, text, definition, sender))


def begin_extract(data: bytes, sender: Sender, sha256: str | None = None) -> tuple[Extract, bytes | None]:
    """What a file's bytes say, and its text: UTF-8 without BOM, line ends as LF; None where it is fatal."""
    extract = Extract(agency_code=sender.folder or "")
    sent = data.removeprefix(structure.BOM)
    text = _decode(sent, len(data), extract)
    if text is None:
        return extract, None
    content = structure.with_line_feeds(sent)
    # Most files are sent as they are compared (F09).
    as_sent = sha256 is not None and content is data
    extract.content_sha256 = sha256 if as_sent else hashlib.sha256(content).hexdigest()
    return extract, content if text is sent else structure.with_line_feeds(text)


def read_rows(
    extract: Extract, text: bytes, definition: Definition, sender: Sender, well_quoted: bool = False
) -> Extract:
    """Check and read the rows of a text into its extract, which is returned.

    well_quoted: somebody has looked at the quotes, and nothing is wrong with them.
    """
    rows = None
    try:
        columns, body = structure.split_header(text)
        if _header_is_usable(columns, definition, extract):
            rows = _parse(text, body, columns, definition, well_quoted)
    except structure.NotCsv as problem:
        extract.fatal.append(file_finding("F06", str(problem)))
    if rows is None:
        _check_number(structure.count_rows(text), extract)
    else:
        _check_number(rows.num_rows, extract)
        if definition.sender_item in columns:
            _check_sender(rows, definition, sender, extract)
        if rows.num_rows == 0:
            extract.fatal.append(file_finding("F08"))
    extract.fatal.sort(key=lambda finding: finding.rule)
    if not extract.fatal:
        extract.rows = rows
    return extract


def _check_number(rows: int, extract: Extract) -> None:
    if rows > MAX_ROWS:
        extract.fatal.append(file_finding("F02", f"it has {rows:,} rows, at most {MAX_ROWS:,}"))


def hashed(extract: Extract) -> Extract:
    """The same extract with the hashes of its rows, where it has any."""
    if extract.rows is not None:
        extract.row_hashes = row_hashes(extract.rows)
        extract.row_set_hash = row_set_hash(extract.row_hashes)
    return extract


def find_unread(pieces: Iterable[bytes], size: int) -> list[FileFinding]:
    """What is fatal about a file of more than MAX_BYTES, which is gone through in pieces and never kept."""
    holds_nul = any(b"\0" in piece for piece in pieces)
    return [file_finding("F01", _NUL), _too_large(size)] if holds_nul else [_too_large(size)]


def _too_large(size: int) -> FileFinding:
    return file_finding("F02", f"it has {size:,} bytes, at most {MAX_BYTES:,}")


def _decode(text: bytes, size: int, extract: Extract) -> bytes | None:
    """The text as UTF-8, itself where it is; None where something is fatal. size: bytes of the file."""
    if not text:
        extract.fatal.append(file_finding("F01", "it is empty"))
    if b"\0" in text:
        extract.fatal.append(file_finding("F01", _NUL))
    if size > MAX_BYTES:
        extract.fatal.append(_too_large(size))
    if extract.fatal:
        return None
    if text.isascii() or _is_utf8(text):
        return text
    try:
        text = text.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError as error:
        _check_number(structure.count_rows(text), extract)
        bom = size - len(text)
        extract.fatal.append(file_finding("F03", str(bom + error.start + 1)))
        return None
    extract.notes.append(file_finding("N01"))
    return text


def _is_utf8(text: bytes) -> bool:
    """Arrow looks at the bytes alone; to decode them is to make a text that nobody needs."""
    bounds = pa.array([0, len(text)], pa.int64()).buffers()[1]
    try:
        pa.LargeStringArray.from_buffers(1, bounds, pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _header_is_usable(columns: list[str], definition: Definition, extract: Extract) -> bool:
    """F04 and F05, and the note on unknown columns."""
    known = set(definition.names)
    if known.isdisjoint(columns):
        extract.fatal.append(file_finding("F04", "it names no item of the dataset"))
        return False
    repeated = [name or "(empty)" for name, times in Counter(columns).items() if times > 1]
    if repeated:
        extract.fatal.append(file_finding("F04", f"named twice: {_some(repeated)}"))
    missing = [name for name in definition.mandatory if name not in columns]
    if missing:
        read_as = f" (the file was read as dataset {definition.name})" if definition.extends else ""
        extract.fatal.append(file_finding("F05", ", ".join(missing) + read_as))
    unknown = [name or "(empty)" for name in columns if name not in known]
    if unknown:
        extract.notes.append(file_finding("N02", _some(unknown)))
    return not repeated


def _some(names: list[str], at_most: int = 10) -> str:
    shown = ", ".join(name[:40] for name in names[:at_most])
    return shown if len(names) <= at_most else f"{shown} and {len(names) - at_most:,} more"


def _parse(text: bytes, body: int, columns: list[str], definition: Definition, well_quoted: bool) -> pa.Table:
    """The rows behind the header, every item of the definition a column. Raises NotCsv."""
    if not well_quoted and not structure.is_well_quoted(text):
        raise structure.NotCsv(structure.first_fault(text, body, len(columns)))
    if structure.only_line_ends(text, body):
        return _all_items(pa.table({}), definition, 0)
    present = [name for name in columns if name in definition.names]
    # One block for the whole file: no line is too long for it, and rows are numbered.
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(text).slice(body)),
            read_options=pyarrow.csv.ReadOptions(
                column_names=[name if name in present else f"?{n}" for n, name in enumerate(columns)],
                use_threads=False,
                block_size=len(text) + 1,
            ),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=b'"' in text),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=present,
                column_types={name: _read_as(definition, name) for name in present},
                null_values=["", "NA", "NULL"],
                strings_can_be_null=True,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        raise structure.NotCsv(structure.first_fault(text, body, len(columns))) from None
    return _all_items(table, definition, table.num_rows)


def _read_as(definition: Definition, name: str) -> pa.DataType:
    item = definition.item(name)
    # Free text repeats too little for a dictionary to pay.
    return _TEXT if item.kind == "text" else _CODED


def _all_items(table: pa.Table, definition: Definition, rows: int) -> pa.Table:
    present = set(table.column_names)
    columns = {
        name: table[name] if name in present else pa.nulls(rows, _read_as(definition, name))
        for name in definition.names
    }
    return pa.table(columns)


def _check_sender(rows: pa.Table, definition: Definition, sender: Sender, extract: Extract) -> None:
    """F07: one agency, known, open, of this kind, and that of the drop folder."""
    cells = pc.utf8_trim_whitespace(rows[definition.sender_item].unique().cast(pa.string()))
    codes = sorted({_code(cell) for cell in cells.to_pylist()})
    if not codes:
        return
    problem = _sender_problem(codes, definition, sender)
    # Only what may be a code names the sender: the text can be of any length and kind.
    if len(codes) == 1 and _CODE.match(codes[0]) and not sender.is_agency_folder:
        extract.agency_code = codes[0]
    if problem:
        extract.fatal.append(file_finding("F07", problem, definition.sender_item))


def _code(cell: str | None) -> str:
    code = "" if cell is None else structure.upper_ascii(cell)
    return "" if code in ("NA", "NULL") else code


def _sender_problem(codes: list[str], definition: Definition, sender: Sender) -> str | None:
    item = definition.sender_item
    if "" in codes:
        return f"{item} is blank on some rows"
    named = _nameable(codes, sender.register)
    if len(codes) > 1:
        return f"{item} holds more than one code ({_some(named)})"
    if sender.is_agency_folder and codes[0] != sender.folder:
        return f"{item} is {named[0]}, but the file lies in the folder of {sender.folder}"
    if named != codes:
        return f"{item} is {_NO_CODE}"
    return sender.register.refusal(codes[0], definition.sender_kind, sender.received_on)


def _nameable(codes: list[str], register: Register) -> list[str]:
    """The codes that a message may quote. It is read by people who may see nothing that a row holds.

    Where columns have slipped, a name or a date of birth stands in the place of the code.
    """
    may = [code for code in codes if code in register.codes or _AGENCY_CODE.match(code)]
    return may if len(may) == len(codes) else [*may, _NO_CODE]

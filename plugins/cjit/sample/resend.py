"""A later night: every agency sends its extract again, with some rows changed."""

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from cjit.sample.dates import DateForm, written
from cjit.sample.draws import BLANK, Ints, Mask, Texts, stream
from cjit.sample.styles import Style, encode
from cjit.sample.write import write_file

LATER_SECONDS = 3600
"""A file sent again is that much younger than the one before."""
_DAY_SECONDS = 86_400
_BOM = b"\xef\xbb\xbf"
_FORMS: tuple[tuple[DateForm, str], ...] = (
    ("DD/MM/YYYY", "%d/%m/%Y"),
    ("YYYY-MM-DD", "%Y-%m-%d"),
    ("YYYYMMDD", "%Y%m%d"),
)
_NEXT_NEED = {"1": "2", "2": "3", "3": "1"}
_DROPPED_OUT = "208"


def write_resend(
    previous: Path,
    out: Path,
    changed: float = 0.05,
    seed: int = 1,
    changed_rows_per_file: int | None = None,
) -> None:
    """Write `out`/agencies.csv and `out`/inbox: every CJIT extract of `previous` again, some rows changed.

    previous: a folder as write_sample, write_bench_files or this function made it (a night takes files out of
    its inbox, so keep a copy). changed: the share of each file's rows that is changed or added, at least one
    row; changed_rows_per_file: that many rows instead. A third are closures of open episodes, a third new
    reviews (a row more), the rest a corrected accommodation need; a single row is a correction. Files of
    treatment providers and prisons are not sent again. Every file keeps its way of writing and is an hour
    younger than before. Give every night a seed of its own: it is part of the ids of new reviews.
    """
    register = previous / "agencies.csv"
    write_file(out / "agencies.csv", register.read_bytes(), int(register.stat().st_mtime))
    for path in sorted((previous / "inbox").glob("*/*.csv")):
        agency = path.parent.name
        if agency.startswith("_"):
            continue
        extract = Extract.read(path.read_bytes())
        wanted = (
            max(1, round(changed * extract.rows)) if changed_rows_per_file is None else changed_rows_per_file
        )
        changed_extract = _change(extract, wanted, stream(seed, f"resend {agency}"), seed)
        write_file(
            out / "inbox" / agency / path.name,
            changed_extract.encode(),
            int(path.stat().st_mtime) + LATER_SECONDS,
        )


@dataclass(frozen=True)
class Extract:
    """A file as sent: texts by the header's own names, and the way it was written."""

    texts: dict[str, Texts]
    style: Style

    @classmethod
    def read(cls, content: bytes) -> "Extract":
        """The cells of a file that this package wrote."""
        bom = content.startswith(_BOM)
        content = content.removeprefix(_BOM)
        try:
            content.decode()
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp1252"
            content = content.decode("cp1252").encode()
        first_line = content.split(b"\n", 1)[0]
        as_text: dict[str, Any] = {"default_column_type": pa.string(), "strings_can_be_null": False}
        table = pyarrow.csv.read_csv(
            io.BytesIO(content),
            read_options=pyarrow.csv.ReadOptions(block_size=1 << 26),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(**as_text),
        )
        texts = {name: np.array(table[name].to_numpy(), dtype=object) for name in table.column_names}
        style = Style(
            "as before",
            "",
            bom=bom,
            crlf=first_line.endswith(b"\r"),
            encoding=encoding,
            quoted=first_line.startswith(b'"'),
        )
        return cls(texts, style)

    def encode(self) -> bytes:
        """The bytes of the file."""
        return encode(self.texts, self.style, "")

    @property
    def rows(self) -> int:
        """The number of data rows."""
        return len(next(iter(self.texts.values())))

    @cached_property
    def _names(self) -> dict[str, str]:
        return {name.strip().upper(): name for name in self.texts}

    def column(self, item: str) -> Texts:
        """The cells of an item, as they are; they may be changed."""
        return self.texts[self._names[item]]

    def clean(self, item: str) -> Texts:
        """The cells of an item, trimmed; NULL is blank."""
        trimmed = pc.utf8_trim_whitespace(pa.array(self.column(item), pa.string()))
        blank = pc.equal(trimmed, pa.scalar("NULL"))
        return np.array(
            pc.if_else(blank, pa.scalar(""), trimmed).to_numpy(zero_copy_only=False), dtype=object
        )

    @cached_property
    def form(self) -> DateForm:
        """How most dates are written."""
        return max(_FORMS, key=lambda form: int((self._days("ASSESSDT", form[1]) != BLANK).sum()))[0]

    def days(self, item: str) -> Ints:
        """The dates of an item, BLANK where there is none."""
        return self._days(item, dict(_FORMS)[self.form])

    def _days(self, item: str, form: str) -> Ints:
        cells = pa.array(self.clean(item), pa.string())
        moments: Any = pc.strptime(cells, format=form, unit="s", error_is_null=True)
        seconds = pc.fill_null(moments.cast(pa.int64()), BLANK * _DAY_SECONDS).to_numpy()
        return np.asarray(seconds // _DAY_SECONDS, dtype=np.int64)


def _change(extract: Extract, wanted: int, rng: np.random.Generator, seed: int) -> Extract:
    """The extract with so many rows closed, added or corrected (fewer where it is too small)."""
    order = np.argsort(rng.random(extract.rows), kind="stable")
    episode = extract.clean("EPISODID")
    known, count = np.unique(episode, return_counts=True)
    alone = (count[np.searchsorted(known, episode)] == 1) & (episode != "")
    case, closed = extract.days("CASESTDT"), extract.clean("CLOSEDT") != ""
    still_open = (case != BLANK) & ~closed & (extract.clean("CLSRSN") == "") & (episode != "")
    today = int(np.max(extract.days("ASSESSDT")))
    free = np.ones(extract.rows, dtype=bool)

    def pick(able: Mask, number: int) -> Ints:
        chosen = order[(able & free)[order]][:number]
        free[chosen] = False
        return np.asarray(chosen, dtype=np.int64)

    to_close = pick(still_open & alone, wanted // 3)
    to_review = pick(still_open, wanted // 3)
    need = extract.clean("ACCMNEED")
    to_correct = pick(alone & np.isin(need, list(_NEXT_NEED)), wanted - len(to_close) - len(to_review))

    latest = np.maximum(case, np.maximum(extract.days("REFSTDT"), extract.days("SUBMODDT")))
    day = np.where(
        latest > today + 366, today, np.maximum(latest, today)
    )  # a date of a fault may lie years ahead
    extract.column("CLOSEDT")[to_close] = written(day[to_close], extract.form)
    extract.column("CLSRSN")[to_close] = _DROPPED_OUT
    extract.column("ACCMNEED")[to_correct] = [_NEXT_NEED[code] for code in need[to_correct]]
    return _with_reviews(extract, to_review, day, seed)


def _with_reviews(extract: Extract, rows: Ints, day: Ints, seed: int) -> Extract:
    """A row more for each of these: the episode again, with a new review and no referral."""
    more = Extract({name: column[rows] for name, column in extract.texts.items()}, extract.style)
    for item in ("REFSTID", "REFSTDT", "REFSTAG"):
        more.column(item)[:] = ""
    more.column("SUBMID")[:] = [f"N{seed}-{number}" for number in range(len(rows))]
    more.column("SUBMODDT")[:] = written(day[rows], extract.form)
    support = [name for name in extract.texts if name.strip().upper().startswith("REC")]
    for name in support:
        more.texts[name][:] = "N"
    return Extract(
        {name: np.concatenate([column, more.texts[name]]) for name, column in extract.texts.items()},
        extract.style,
    )

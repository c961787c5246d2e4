"""Cells as the rules read them: trimmed, upper-cased, blank or not; and what their text means.

A reading works on the distinct values of a column (its dictionary) and is taken back to rows, so its cost
follows the number of different values, and little that of rows. Specification: dataset.md "The file" and
rules.md.
"""

from collections.abc import Callable
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain

_FEW = 4
_BLANK = pa.array(["", "NA", "NULL"])
_DATE_FORMS = ("DD/MM/YYYY", "YYYY-MM-DD", "YYYYMMDD")
_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
SECTOR = rf"^{_OUTWARD} [0-9]$"
_UNIT = rf"^({_OUTWARD}) ?([0-9])[A-Z]{{2}}$"


def normalised(column: pa.Array, keep_case: bool) -> pa.Array:
    """Trimmed, upper-cased (a–z alone) unless the case is kept, null where blank.

    A dictionary array comes back as a dictionary array in which equal values have equal codes.
    """
    if not pa.types.is_dictionary(column.type):
        return _normalised_values(column, keep_case)
    values = _normalised_values(column.dictionary, keep_case)
    return column if values.equals(column.dictionary) else recoded(column, values)


def recoded(column: pa.DictionaryArray, values: pa.Array) -> pa.DictionaryArray:
    """The column with other values in the place of its distinct ones; equal values get equal codes."""
    coded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(column.indices), coded.dictionary)


def _normalised_values(values: pa.Array, keep_case: bool) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(values)
    # Despite its name ascii_upper leaves the bytes of other letters alone.
    cased = trimmed if keep_case else pc.ascii_upper(trimmed)
    short = pc.less_equal(pc.binary_length(cased), 4)
    if short.true_count == 0:
        return cased
    blank = pc.and_(short, pc.is_in(pc.ascii_upper(cased), _BLANK))
    return pc.if_else(blank, None, cased) if blank.true_count else cased


def mapped(column: pa.DictionaryArray, reading: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """A reading of each distinct value, taken to the rows; null where the cell is blank."""
    return reading(column.dictionary).take(column.indices)


def holds(column: pa.Array, reading: Callable[[pa.Array], pa.Array]) -> pa.BooleanArray:
    """Whether a reading of its value says yes, for each row; never where the cell is blank."""
    if not pa.types.is_dictionary(column.type):
        return certain(pc.and_(pc.is_valid(column), reading(column)))
    answer = reading(column.dictionary)
    if answer.true_count > _FEW:
        return certain(answer.take(column.indices))
    # To look for a code takes a sixth of looking up the answer to each cell, and less where some are blank.
    found = [pc.equal(column.indices, code) for code in pc.indices_nonzero(answer).cast(pa.int32())]
    return certain(reduce(pc.or_, found, pa.repeat(pa.scalar(False), len(column))))


def is_text(column: pa.Array, value: str) -> pa.BooleanArray:
    """Whether each cell holds that text."""
    return holds(column, lambda values: pc.equal(values, value))


def as_dates(text: pa.Array) -> pa.Array:
    """date32 of DD/MM/YYYY, YYYY-MM-DD or YYYYMMDD where it is a real calendar date, else null."""
    days = np.zeros(len(text), dtype="datetime64[D]")
    real = np.zeros(len(text), dtype=bool)
    for form in _DATE_FORMS:
        places = pc.indices_nonzero(pc.equal(pc.binary_length(text), len(form))).to_numpy()
        if places.size:
            named, fits = _dates_of_form(text.take(pa.array(places)), form)
            days[places[fits]] = named[fits]
            real[places[fits]] = True
    return pa.array(days, mask=~real)


def _dates_of_form(texts: pa.StringArray, form: str) -> tuple[np.ndarray, np.ndarray]:
    """Of texts as long as the form the day that each names, and whether it does name one."""
    length = len(form)
    letters = np.frombuffer(texts.cast(pa.binary(length)).buffers()[1], dtype=np.uint8).reshape(-1, length)
    fits = np.ones(len(texts), dtype=bool)
    parts = {part: np.zeros(len(texts), dtype=np.int64) for part in "YMD"}
    for part, letter in zip(form, letters.T, strict=True):
        if part in parts:
            digit = letter - np.uint8(ord("0"))  # below 10 for digits alone
            parts[part] = parts[part] * 10 + digit
            fits &= digit < 10
        else:
            fits &= letter == ord(part)
    year, month, day = parts.values()
    months = (12 * (year - 1970) + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    fits &= (year > 0) & (month >= 1) & (month <= 12)
    return days, fits & (days.astype("datetime64[M]") == months)


def canonical_dates(text: pa.Array) -> pa.Array:
    """The same text for the same date however it was written; other text as it is (E26, E27)."""
    return pc.coalesce(as_dates(text).cast(pa.string()), text)


def as_count(text: pa.Array, maximum: int) -> pa.Array:
    """int16 of a whole number from 0 to the maximum in ASCII digits, leading zeros allowed, else null."""
    digits = pc.if_else(
        pc.match_substring_regex(text, "^[0-9]+$"), pc.ascii_ltrim(text, characters="0"), None
    )
    short = pc.if_else(pc.less_equal(pc.binary_length(digits), 4), digits, None)
    number = pc.if_else(pc.equal(short, ""), "0", short).cast(pa.int16())
    return pc.if_else(pc.less_equal(number, maximum), number, None)


def postcode_form(text: pa.Array) -> pa.Array:
    """`sector`, `unit` (a full postcode) or `other`."""
    is_sector = pc.match_substring_regex(text, SECTOR)
    is_unit = pc.match_substring_regex(text, _UNIT)
    return pc.if_else(
        is_sector, "sector", pc.if_else(is_unit, "unit", pc.if_else(pc.is_valid(text), "other", None))
    )


def postcode_sector(text: pa.Array) -> pa.Array:
    """The sector of a unit postcode; any other text as it is."""
    return pc.replace_substring_regex(text, _UNIT, r"\1 \2")


def only_in(text: pa.Array, codes: tuple[str, ...]) -> pa.Array:
    """The text where it is one of the codes, else null."""
    return pc.if_else(pc.is_in(text, pa.array(codes, pa.string())), text, None)


def stars(text: pa.Array) -> pa.Array:
    """A `*` for each character."""
    return pc.binary_repeat(pa.scalar("*"), pc.utf8_length(text))


def shortened(values: pa.Array, at_most: int) -> pa.Array:
    """Texts of at most so many characters and an ellipsis in the place of the rest."""
    if (pc.max(pc.binary_length(values)).as_py() or 0) <= at_most:
        return values
    too_long = pc.greater(pc.utf8_length(values), at_most)
    begun = pc.utf8_slice_codeunits(values, start=0, stop=at_most)
    return pc.if_else(too_long, pc.binary_join_element_wise(begun, "…", ""), values)

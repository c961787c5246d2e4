"""Cells as the rules read them: trimmed, upper-cased, blank or not; and what their text means.

Everything here works on the distinct values of a column (its dictionary) and is taken back to rows, so its
cost follows the number of different values, not of rows. Specification: dataset.md "The file", rules.md.
"""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

_BLANK = pa.array(["", "NA", "NULL"])
_DATE_FORMS = (
    (r"^([0-9]{2})/([0-9]{2})/([0-9]{4})$", r"\3-\2-\1"),
    (r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$", r"\1-\2-\3"),
    (r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3"),
)
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


def as_dates(text: pa.Array) -> pa.Array:
    """date32 of DD/MM/YYYY, YYYY-MM-DD or YYYYMMDD where it is a real calendar date, else null."""
    iso = pa.nulls(len(text), pa.string())
    for pattern, order in _DATE_FORMS:
        matches = pc.match_substring_regex(text, pattern)
        iso = pc.if_else(matches, pc.replace_substring_regex(text, pattern, order), iso)
    year, month, day = (
        pc.utf8_slice_codeunits(iso, a, b).cast(pa.int32()) for a, b in ((0, 4), (5, 7), (8, 10))
    )
    leap = pc.or_(
        pc.and_(_divides(year, 4), pc.invert(_divides(year, 100))),
        _divides(year, 400),
    )
    last = pc.case_when(
        pc.make_struct(pc.equal(month, 2), pc.is_in(month, pa.array([4, 6, 9, 11], pa.int32()))),
        pc.if_else(leap, 29, 28),
        pa.scalar(30, pa.int64()),
        pa.scalar(31, pa.int64()),
    )
    real = pc.and_(
        pc.and_(pc.greater(year, 0), pc.and_(pc.greater(month, 0), pc.less_equal(month, 12))),
        pc.and_(pc.greater(day, 0), pc.less_equal(day, last)),
    )
    return pc.if_else(real, iso, None).cast(pa.date32())


def _divides(number: pa.Array, by: int) -> pa.Array:
    return pc.equal(pc.subtract(number, pc.multiply(pc.divide(number, by), by)), 0)


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

"""What a cell means: trimming, blanks, case, dates, whole numbers, postcodes (dataset.md, "The file")."""

import re
from datetime import date

# The characters with the Unicode property White_Space, and the four separators that are as good as
# (Unicode counts them among white space for the direction of text).
_SPACES_OF_PRINT = "".join(map(chr, range(0x2000, 0x200B)))
WHITE_SPACE = "\t\n\v\f\r \x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + _SPACES_OF_PRINT
KEEP_CASE = {"CLIENT", "CLIENTID", "EPISODID", "REFSTID", "SUBMID", "CMSID"}
TO_UPPER = {lower: lower - 32 for lower in range(ord("a"), ord("z") + 1)}

DATE_FORMS = (
    re.compile(r"(?P<d>[0-9]{2})/(?P<m>[0-9]{2})/(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
)
SECTOR = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]")
UNIT = re.compile(r"(?P<out>[A-Z]{1,2}[0-9][A-Z0-9]?) ?(?P<sector>[0-9])[A-Z]{2}")


def upper(text: str) -> str:
    """ASCII a–z only: é stays é, ß stays ß."""
    return text.translate(TO_UPPER)


def clean(item: str, cell: str) -> str | None:
    """The normalised text of a cell, None where it is blank."""
    text = cell.strip(WHITE_SPACE)
    if text.lower() in {"", "na", "null"}:
        return None
    return text if item in KEEP_CASE else upper(text)


def read_date(text: str | None) -> date | None:
    """The date in one of the three forms, None where the text is blank or no date."""
    for form in DATE_FORMS:
        found = form.fullmatch(text or "")
        if found:
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def read_count(text: str | None, most: int) -> int | None:
    """A whole number from 0 to `most` in ASCII digits, else None."""
    if text is None or not re.fullmatch("[0-9]+", text):
        return None
    return int(text) if int(text) <= most else None


def is_sector(text: str) -> bool:
    return SECTOR.fullmatch(text) is not None


def is_unit(text: str) -> bool:
    return UNIT.fullmatch(text) is not None


def sector_of(text: str | None) -> str | None:
    """A full unit postcode cut to its sector; anything else as it is."""
    found = UNIT.fullmatch(text or "")
    return f"{found['out']} {found['sector']}" if found else text


def age_on(birth: date, day: date) -> int:
    """Completed years. Born on 29 February: 28 February is still before the birthday in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def forms_of(day: date) -> list[str]:
    """The three accepted spellings of a date."""
    return [f"{day:%d/%m}/{day.year:04}", f"{day.year:04}-{day:%m-%d}", f"{day.year:04}{day:%m%d}"]


def stars(text: str) -> str:
    return "*" * len(text)

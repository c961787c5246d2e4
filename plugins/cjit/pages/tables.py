"""A table as pages show it: a caption, one row of headings, the first cell of each row its heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Table:
    """Drawn by templates/table.html. Cells are text and escaped, unless they are Markup.

    `words` are the numbers of the columns whose cells are text, not numbers aligned to the right (the first
    one always is). `wide` tables scroll sideways in their own frame on a small screen.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: frozenset[int] = frozenset()
    wide: bool = False
    note: str = ""
    whole_rows: bool = False
    """On paper no row is split between two pages: for long tables with rows of several lines."""


class Number(str):
    """A number as it is shown that still knows its value: pages write the text, workbooks the value.

    `value` is None where there is none to show; `mark` then says why, in the shorthand of workbooks.
    """

    __slots__ = ("mark", "value")
    value: int | float | None
    mark: str

    def __new__(cls, shown: str, value: int | float | None, mark: str = "") -> "Number":
        """`shown` is the text; `mark` is wanted where there is no value."""
        made = super().__new__(cls, shown)
        made.value, made.mark = value, mark
        return made

"""Forms of the entry pages: what they send, read with care, and their fields with what the rules say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pyarrow as pa
from starlette.exceptions import HTTPException
from starlette.requests import Request

from cjit.entry.check import Told
from cjit.entry.layout import Field, Section
from cjit.entry.together import Together
from cjit.intake.structure import upper_ascii
from cjit.quality.text import postcode_sector

_MOST_BYTES = 262_144
_MOST_FIELDS = 2_000
_MOST_CHARACTERS = 200
_PARTS = ("day", "month", "year")
_NO_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), " ")


async def posted(request: Request) -> dict[str, str]:
    """What a form sent: single lines of text. HTTPException 413 or 400 for what no form of ours sends.

    `sent` of the request's state holds it from then on, for a page that says that it was not done (app.py).
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        text = body.decode()
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    sent = {name: value.translate(_NO_CONTROL).strip()[:_MOST_CHARACTERS] for name, value in pairs}
    request.state.sent = sent
    return sent


def typed(fields: Iterable[Field], form: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    """The items that a form says, those left empty not among them."""
    found = {field.item: _typed(field, form, prefix + field.item) for field in fields}
    return {name: value for name, value in found.items() if value}


def was(fields: Iterable[Field], form: Mapping[str, str], prefix: str = "") -> dict[str, str]:
    """The items with which a form was opened, as it carries them."""
    found = {field.item: form.get(f"was-{prefix}{field.item}", "") for field in fields}
    return {name: value for name, value in found.items() if value}


def version_of(form: dict[str, str]) -> int:
    """Which version of a thing a form was opened with; 0, which nothing has, where it does not say."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _typed(field: Field, form: Mapping[str, str], name: str) -> str:
    if field.kind == "date":
        parts = [form.get(f"{name}-{part}", "").replace("/", "") for part in _PARTS]
        # 5 means 05; what is no date stays what it is, for the rules to say so.
        day, month = (part.zfill(2) if part else part for part in parts[:2])
        return f"{day}/{month}/{parts[2]}" if any(parts) else ""
    if field.kind == "tick":
        return "Y" if form.get(name) else ""
    said = form.get(name, "")
    return _without_unit(said) if field.item == "PC" else said


def _without_unit(said: str) -> str:
    """A full postcode as its sector: it is cut before anything is stored (W05). Any other text as it is."""
    whole = upper_ascii(said)
    sector: str = postcode_sector(pa.array([whole]))[0].as_py()
    return said if sector == whole else sector


@dataclass(frozen=True)
class Asked:
    """A field of a page: its name there, what was typed, and what the rules say of it.

    was: what is kept while the form is open; changed: what somebody else did to it meanwhile.
    """

    field: Field
    name: str
    value: str
    told: tuple[Told, ...]
    was: str = ""
    changed: str = ""

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Of a date: part, what is above it, what was typed."""
        cells = [*self.value.split("/"), "", "", ""]
        return [(part, part.capitalize(), cell) for part, cell in zip(_PARTS, cells, strict=False)]

    @property
    def errors(self) -> list[str]:
        """What keeps the episode from being loaded."""
        return [each.message for each in self.told if each.severity != "warning"]

    @property
    def warnings(self) -> list[str]:
        """What is loaded all the same."""
        return [each.message for each in self.told if each.severity == "warning"]

    @property
    def is_listed(self) -> bool:
        """Whether what was typed is among the choices."""
        return not self.value or any(
            self.value == code for _, group in self.field.groups for code, _ in group
        )


def asked(
    sections: list[Section], said: Together, told: Iterable[Told] = (), prefix: str = ""
) -> list[dict[str, Any]]:
    """Sections of a page with their fields filled in."""
    by_item: dict[str, dict[str, Told]] = {}
    for each in told:
        if each.item:
            by_item.setdefault(each.item, {})[each.message] = each
    return [
        {
            "title": section.title,
            "fields": [
                Asked(
                    field,
                    prefix + field.item,
                    said.items.get(field.item, ""),
                    tuple(by_item.get(field.item, {}).values()),
                    said.kept.get(field.item, ""),
                    _changed(field, said) if field.item in said.theirs else "",
                )
                for field in section.fields
            ],
        }
        for section in sections
    ]


def _changed(field: Field, said: Together) -> str:
    """What somebody else did to a field while it was open here, and whose is in the form."""
    value = said.kept.get(field.item, "")
    words = dict(pair for _, group in field.groups for pair in group).get(value, value)
    if field.kind == "tick":
        did = "ticked this" if value == "Y" else "took the tick away"
    else:
        did = f"put “{words}” here" if value else "emptied this"
    if field.item in said.both:
        return (
            f"Somebody else {did}. You changed it too: yours is in the form, and replaces theirs if you save."
        )
    return f"Somebody else {did}, and so it is in the form."


def changes(parts: Iterable[dict[str, Any]], heading: str = "") -> list[tuple[str, str]]:
    """What somebody else changed of the fields of a page: name of the field, and the sentence."""
    before = f"{heading}, " if heading else ""
    return [
        (field.name, f"{before}{field.field.label}: {field.changed}")
        for part in parts
        for field in part["fields"]
        if field.changed
    ]


def summary(parts: Iterable[dict[str, Any]], rest: Iterable[Told] = ()) -> dict[str, list[tuple[str, str]]]:
    """What to put right (errors) and what to look at (warnings): name of the field and the sentence.

    rest: what is about no field of the page; it leads to the page's beginning.
    """
    fields = [field for part in parts for field in part["fields"]]
    found = {
        "errors": [(field.name, message) for field in fields for message in field.errors],
        "warnings": [(field.name, message) for field in fields for message in field.warnings],
    }
    for each in rest:
        found["warnings" if each.severity == "warning" else "errors"].append(("main-content", each.message))
    return {name: list(dict.fromkeys(lines)) for name, lines in found.items()}

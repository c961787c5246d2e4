"""Jinja set up for GOV.UK pages that stand alone (specification: report.md, "What a reader gets")."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    Undefined,
    select_autoescape,
)
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing
from markupsafe import Markup

from cjit.pages.words import count

_HERE = Path(__file__).parent

FONTS = _HERE / "fonts"
"""The font of PDFs, which must carry their own; pages use the reader's."""


class _Careful(Undefined):
    """An attribute that one of our objects lacks is a fault; an option that a component lacks is not.

    The GOV.UK macros test options that were not given (a dict without the key, a name that was not set), so
    StrictUndefined cannot be used with them.
    """

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Any] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if obj is not missing and not isinstance(obj, dict):
            raise UndefinedError(f"{type(obj).__name__} has no attribute {name!r}")


@cache
def stylesheet() -> Markup:
    """The styles that each page carries within itself: GOV.UK Frontend's (a subset), then our own."""
    files = ("govuk.css", "pages.css")
    text = "\n".join((_HERE / "styles" / name).read_text(encoding="utf-8").strip() for name in files)
    return Markup(text)  # noqa: S704 - our own files, which hold no "</style>" (a test looks)


@cache
def environment(templates: Path) -> Environment:
    """An environment whose own templates are in a folder.

    `pages/…` in a template's name means the shared ones beside this module, `govuk_frontend_jinja/…` the
    GOV.UK components. Everything is escaped unless it is Markup.
    """
    shared = {
        "pages": FileSystemLoader(_HERE / "templates"),
        "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
    }
    made = Environment(
        loader=ChoiceLoader([PrefixLoader(shared), FileSystemLoader(templates)]),
        autoescape=select_autoescape(["html"]),
        undefined=_Careful,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["stylesheet"] = stylesheet()
    made.filters["number"] = count
    return made

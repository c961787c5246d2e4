"""The pages over all areas: the index that finds one, and the comparison of any areas (report.md).

Both say everything without a script; with one the index filters as one types, and the comparison sorts and
sets chosen areas side by side. The scripts are within the pages and fetch nothing.
"""

import json
from collections.abc import Mapping
from urllib.parse import quote

from cjit.pages.environment import environment
from cjit.pages.words import moment, month
from cjit.report.catalogue import KINDS, measures
from cjit.report.page_data import Book
from cjit.report.page_notes import DRAFT_TEXT
from cjit.report.page_quality import places_table
from cjit.report.page_words import LEVELS, PLACES, span_names, span_sentence
from cjit.report.pages import TEMPLATES

_COMPARED = ("england", "region", "force", "partnership")


def index_page(book: Book, hrefs: Mapping[tuple[str, str], str]) -> bytes:
    """The index as HTML. hrefs: level and code of an area → where its page lies, seen from the index."""
    groups = []
    for level, title in LEVELS.items():
        areas = [area for area in book.areas if area.level == level]
        links = [
            (
                area.name,
                area.code if level in ("partnership", "provider") else "",
                quote(hrefs[level, area.code]),
            )
            for area in areas
        ]
        if links:
            groups.append((level, title, links))
    template = environment(TEMPLATES).get_template("index.html")
    return template.render(
        **_common(book), groups=groups, compare=("england", "england") in book.names
    ).encode()


def compare_page(book: Book) -> bytes:
    """The comparison of partnerships, force areas and regions as HTML."""
    partnerships = [area for area in book.areas if area.level == "partnership"]
    table = places_table(book, "All partnerships", PLACES["partnership"], partnerships)
    # In a script element the one thing that must not stand is the end of it.
    figures = json.dumps(_figures(book), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    template = environment(TEMPLATES).get_template("compare.html")
    return template.render(**_common(book), all_partnerships=table, figures=figures).encode()


def _common(book: Book) -> dict[str, object]:
    return {
        "month": month(book.spans.month),
        "made": moment(book.frozen_at),
        "freeze_id": book.freeze_id,
        "periods": span_sentence(book.spans),
        "draft": DRAFT_TEXT if book.is_draft else "",
    }


def _figures(book: Book) -> dict[str, object]:
    """What the comparison's script shows: areas, measures, and a figure of each for each, by period kind."""
    areas = [area for level in _COMPARED for area in book.areas if area.level == level]
    shown = [m for m in measures().values() if not m.whole]
    of = [book.of(area.level, area.code) for area in areas]
    cells: dict[str, list[object]] = {}
    for measure in shown:
        for kind in KINDS:
            found = [figures.one(kind, measure.key) for figures in of]
            if any(found):
                cells[f"{measure.key} {kind}"] = [
                    None
                    if figure is None
                    else [figure.value, figure.numerator, figure.denominator]
                    if measure.is_rate
                    else [figure.numerator]
                    for figure in found
                ]
    return {
        "kinds": span_names(book.spans),
        "levels": {level: LEVELS[level] for level in _COMPARED},
        "areas": [[area.level, area.full_name] for area in areas],
        "measures": [[m.key, m.title, m.of, m.part, m.definition] for m in shown],
        "cells": cells,
    }

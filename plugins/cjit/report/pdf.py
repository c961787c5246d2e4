"""The PDF of a page: the same blocks, drawn by typst (specification: report.md, "What a reader gets").

Tagged, with an outline, PDF/UA-1; the font comes with the project, so the same contents and moment give the
same bytes on every machine (docs/decisions/0023).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from cjit.pages.environment import FONTS
from cjit.pages.tables import Table
from cjit.report.charts import BarChart, StackChart, StripChart, TrendChart
from cjit.report.page_blocks import Pair
from cjit.report.pages import Contents

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
_SIMPLE = ("kicker", "title", "about", "headlines", "freeze_id", "draft")
_TICK = re.compile(r"M(\d+)")


def pdf(contents: Contents, made_at: datetime) -> bytes:
    """The PDF's bytes. made_at: what the document says of when it was made."""
    plain = {field: getattr(contents, field) for field in _SIMPLE} | {
        "sections": [
            {"title": section.title, "blocks": [_plain(block) for block in section.blocks]}
            for section in contents.sections
        ]
    }
    made = _compiler().compile(
        sys_inputs={"report": json.dumps(plain)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst makes one file of bytes when it is given no path")
    return made


@cache
def _compiler() -> typst.Compiler:
    """One for all: it keeps the fonts and the template read."""
    return typst.Compiler(_TEMPLATE, font_paths=[FONTS], ignore_system_fonts=True)


def _plain(block: Any) -> dict[str, Any]:
    """A block as the template takes it: places along a chart are numbers, per cent of its width."""
    made = _PLAIN.get(type(block), _fields)
    return made(block) | {"kind": block.kind}


def _fields(block: Any) -> dict[str, Any]:
    """Of a block that holds nothing but texts."""
    return {field.name: getattr(block, field.name) for field in fields(block)}


def _table(it: Table) -> dict[str, Any]:
    rows = [[str(cell) for cell in row] for row in it.rows]
    return {
        "caption": it.caption,
        "head": list(it.head),
        "rows": rows,
        "words": sorted(it.words),
        "whole": it.whole_rows,
    }


def _bars(it: BarChart) -> dict[str, Any]:
    bars = [
        {
            "label": b.label,
            "text": str(b.text),
            "width": _per(b.width),
            "mark": _per(b.mark) if b.mark else None,
        }
        for b in it.bars
    ]
    return {"title": it.title, "main": it.main, "other": it.other, "bars": bars}


def _stacks(it: StackChart) -> dict[str, Any]:
    stacks = [
        {
            "label": stack.label,
            "text": stack.text,
            "segments": [
                {"style": s.style, "start": _per(s.start), "width": _per(s.width), "text": s.text}
                for s in stack.segments
            ],
        }
        for stack in it.stacks
    ]
    return {"title": it.title, "legend": list(it.legend), "stacks": stacks}


def _strips(it: StripChart) -> dict[str, Any]:
    strips = [
        {
            "label": strip.label,
            "ends": strip.ground.axis.ends,
            "middle_start": _per(strip.ground.middle_start),
            "middle_width": _per(strip.ground.middle_width),
            "ticks": [int(tick) / 10 for tick in _TICK.findall(strip.ground.ticks)],
            "marks": [{"symbol": m.symbol, "at": _per(m.at), "text": m.text} for m in strip.marks],
        }
        for strip in it.strips
    ]
    return {"title": it.title, "legend": list(it.legend), "strips": strips}


def _trends(it: TrendChart) -> dict[str, Any]:
    def point(at: Any) -> dict[str, float]:
        return {"x": _per(at.x), "y": float(at.y)}

    return {
        "trends": [
            {
                "title": line.title,
                "lines": [[point(start), point(end)] for start, end in line.lines],
                "points": [point(each) for each in line.points],
                "last_text": line.last_text,
                "top_text": line.top_text,
                "base_text": line.base_text,
                "first_month": line.first_month,
                "last_month": line.last_month,
            }
            for line in it.trends
        ]
    }


def _pair(it: Pair) -> dict[str, Any]:
    return {"chart": _plain(it.chart), "table": _plain(it.table)}


def _per(text: str) -> float:
    return float(text.removesuffix("%"))


_PLAIN: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    Table: _table,
    BarChart: _bars,
    StackChart: _stacks,
    StripChart: _strips,
    TrendChart: _trends,
    Pair: _pair,
}

"""What every page of ours must be, whatever it says: alone, in order, readable without sight or colour."""

import re
from itertools import pairwise
from pathlib import Path

from lxml import html

_FETCHES = ("src", "srcset", "action", "data", "poster", "background")
_REACHES_OUT = re.compile(
    r'url\(|@import|(?<!\^=")https?://', re.IGNORECASE
)  # [href^="http://"] selects links


def read_page(path: Path, *, scripts: bool = False) -> html.HtmlElement:
    """Parse a page after checking that it is sound. scripts: it may have some within it."""
    text = path.read_text(encoding="utf-8")
    page = html.document_fromstring(text)
    assert text.startswith("<!DOCTYPE html>")
    assert page.get("lang") == "en"
    assert page.findtext("head/title").strip()
    assert page.xpath("//meta[@name='viewport']")
    _stands_alone(page, scripts)
    _has_ordered_headings(page)
    _has_sound_links(page)
    _has_sound_tables(page)
    _has_sound_drawings(page)
    return page


def words(element: html.HtmlElement) -> str:
    """The text of an element, with single spaces."""
    return " ".join(element.text_content().split())


def table_rows(page: html.HtmlElement, caption: str) -> dict[str, dict[str, str]]:
    """The table with that caption: row heading → column heading → cell."""
    (table,) = [t for t in page.iter("table") if words(t.find("caption")) == caption]
    head = [words(cell) for cell in table.xpath("./thead//th")]
    rows = [[words(cell) for cell in row] for row in table.xpath("./tbody/tr")]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def _stands_alone(page: html.HtmlElement, scripts: bool) -> None:
    for script in page.iter("script"):
        assert scripts, "a script where there should be none"
        assert not _REACHES_OUT.search(script.text)
        assert not re.search(r"\b(fetch|XMLHttpRequest|import|WebSocket|localStorage|cookie)\b", script.text)
    assert not page.xpath("//link | //iframe | //object | //embed | //img | //base")
    for element in page.iter():
        for name in _FETCHES:
            assert element.get(name) is None, (element.tag, name)
    for style in page.iter("style"):
        assert not _REACHES_OUT.search(style.text)
        assert "<" not in style.text


def _has_ordered_headings(page: html.HtmlElement) -> None:
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(words(h) for h in page.iter("h1", "h2", "h3", "h4"))


def _has_sound_links(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), "an id comes twice"
    links = list(page.iter("a"))
    assert links[0].get("href") == "#main-content", "the first link skips to the main part"
    for link in links:
        assert words(link)
        assert not re.match(r"[a-z]+:", link.get("href"), re.IGNORECASE), "a link leaves the page's own files"
    for name in ("aria-labelledby", "aria-describedby"):
        for value in page.xpath(f"//@{name}"):
            assert set(value.split()) <= set(ids)
    for target in page.xpath("//@href"):
        assert not target.startswith("#") or target[1:] in ids, target


def _has_sound_tables(page: html.HtmlElement) -> None:
    for table in page.iter("table"):
        assert words(table.find("caption"))
        if not table.xpath("./thead/tr"):
            assert page.xpath("//script"), "a table that nothing fills"
            continue
        width = len(table.xpath("./thead/tr/th[@scope='col']"))
        assert width == len(table.xpath("./thead/tr/*")) > 0
        assert all(words(cell) for cell in table.xpath("./thead//th"))
        assert table.xpath("./tbody/tr")
        for row in table.xpath("./tbody/tr"):
            assert len(row) == width
            assert row[0].get("scope") == "row"
            assert words(row[0])


def _has_sound_drawings(page: html.HtmlElement) -> None:
    for drawing in page.iter("svg"):
        if drawing.get("aria-hidden") == "true":
            assert drawing.get("focusable") == "false"
            continue
        if drawing.get("role") == "img":
            assert drawing.get("aria-labelledby")
            assert words(drawing.find("title"))
            assert words(drawing.find("desc"))
        else:
            assert [a.tag for a in drawing.iterancestors("svg")], "a drawing without a role or a name"
    for figure in page.iter("figure"):
        section = next(a for a in figure.iterancestors("section"))
        assert section.xpath(".//table"), "a chart without a table beside it"

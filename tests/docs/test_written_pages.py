"""The pages that people write: their links lead somewhere, and the guide knows every setting."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from cjit.docs.pages import committed, write
from cjit.settings import PROJECT, Settings

LINK = re.compile(r"(?:\]\(|href=\"|src=\")(?!https?:|mailto:)([^)\"\s]+)")


def pages() -> list[Path]:
    top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/corpus/README.md"]
    return [*(PROJECT / page for page in top), *sorted((PROJECT / "docs").rglob("*.md"))]


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub names them in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path) -> Iterator[str]:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


def test_links_lead_somewhere() -> None:
    found = {page.relative_to(PROJECT).as_posix(): list(broken(page)) for page in pages()}
    assert len(found) > 90
    assert {page: links for page, links in found.items() if links} == {}


def test_a_link_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n[here](#a-page) [there](gone.md) [nor here](#b)\n", encoding="utf-8")
    assert list(broken(page)) == ["gone.md", "#b"]


def test_the_guide_knows_every_setting_and_no_other() -> None:
    guide = (PROJECT / "docs/operating.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(CJIT_[A-Z_]+)`", guide, re.MULTILINE))
    by_airflow = {"CJIT_ALERTS_TO"}  # wanted where DAGs are parsed, without the library
    assert told == {f"CJIT_{name.upper()}" for name in Settings.model_fields} | by_airflow


def test_the_guide_tells_of_every_task_of_the_night_and_what_a_kill_in_it_leaves() -> None:
    guide = (PROJECT / "docs/operating.md").read_text(encoding="utf-8")
    steps, _, after = guide.partition("## Running again")
    table = (PROJECT / "dags/nightly_load.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([a-z_, ]+) \|", table, re.MULTILINE)
    tasks = {task for cell in cells for task in cell.split(", ")} - {"task"}
    killed = set(re.findall(r"^\| ([a-z_]+)", after.partition("\n\n`cjit nightly --now")[0], re.MULTILINE))

    assert "near_misses" in tasks
    assert tasks <= {task for bold in re.findall(r"\*\*([a-z_, ]+)\*\*", steps) for task in bold.split(", ")}
    assert tasks - killed == {"prepare", "reports_due", "trigger_report"}  # which have nothing half done


def test_the_picture_of_the_flow_shows_every_stage_as_there() -> None:
    picture = (PROJECT / "docs/flow.svg").read_text(encoding="utf-8")
    assert "matching" in picture
    assert "not there yet" not in picture


def test_decisions_are_numbered_and_say_what_follows() -> None:
    decisions = sorted((PROJECT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}"), path.name
        assert "## What had to be decided" in text, path.name
        assert "## Decision" in text, path.name
        assert "## What it costs" in text or "## What follows" in text, path.name
        assert len(text.splitlines()) <= 80, path.name


@pytest.mark.parametrize("earlier", ["another text\n", None])
def test_writing_changes_what_differs_and_removes_what_is_made_no_more(
    tmp_path: Path, earlier: str | None
) -> None:
    same, changing, gone = (PurePosixPath(f"rules/O/{rule}.md") for rule in ("E01", "E02", "E03"))
    pages = {same: "same\n", changing: "new\n"}
    assert write({same: "same\n", gone: "old\n"}, tmp_path) == [same, gone]
    (tmp_path / "by-hand.md").write_text("mine\n", encoding="utf-8")
    if earlier is not None:
        (tmp_path / changing).write_text(earlier, encoding="utf-8")
    assert write(pages, tmp_path) == [changing, gone]
    assert committed(tmp_path) == pages
    assert (tmp_path / "by-hand.md").read_text(encoding="utf-8") == "mine\n"
    assert write(pages, tmp_path) == []

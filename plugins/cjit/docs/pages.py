"""All generated pages, as text by path under docs/."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cjit.docs import dictionary, rules
from cjit.docs.catalogue import Relation
from cjit.report.catalogue import measures, shorthand
from cjit.settings import PROJECT

DOCS = PROJECT / "docs"

OWNED = ("data-dictionary.md", "measures.md", "out-views.md", "dags.md", "rules/**/*.md")
"""The pages that are generated: what lies there and is not made any more is removed."""


@dataclass(frozen=True)
class Dag:
    """A DAG of dags/: the first line of its file, and its own page."""

    name: str
    summary: str
    text: str


def generate(relations: Sequence[Relation]) -> dict[PurePosixPath, str]:
    """Every generated page. `relations` is the catalogue of a migrated warehouse (catalogue.catalogue)."""
    environment = _environment()

    def page(template: str, **context: object) -> str:
        return environment.get_template(template).render(**context).strip() + "\n"

    lists = dictionary.newest_lists()
    made = {
        "data-dictionary.md": page(
            "data-dictionary.md",
            datasets=dictionary.datasets(relations),
            added=dictionary.added_columns(relations),
            lists=lists,
            code_lists=dictionary.code_lists(lists),
        ),
        "out-views.md": page("out-views.md", views=[each for each in relations if each.schema == "out"]),
        "measures.md": page("measures.md", measures=measures().values(), shorthand=shorthand()),
        "dags.md": page("dags.md", dags=_dags()),
    }
    rule_pages = rules.rule_pages()
    made["rules/README.md"] = page("rules.md", pages=rule_pages, datasets=(*rules.DATASETS, rules.FILE))
    for each in rule_pages:
        made[f"rules/{each.dataset}/{each.rule}.md"] = page("rule.md", page=each)
    return {PurePosixPath(path): text for path, text in made.items()}


def committed(docs: Path = DOCS) -> dict[PurePosixPath, str]:
    """The generated pages as they lie in a folder."""
    found = sorted({path for pattern in OWNED for path in docs.glob(pattern)})
    return {PurePosixPath(path.relative_to(docs)): path.read_text(encoding="utf-8") for path in found}


def write(pages: Mapping[PurePosixPath, str], docs: Path = DOCS) -> list[PurePosixPath]:
    """Write what differs from the folder and remove what is made no more; return those pages."""
    earlier = committed(docs)
    changed = [path for path, text in pages.items() if earlier.get(path) != text]
    gone = [path for path in earlier if path not in pages]
    for path in changed:
        target = docs / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(pages[path], encoding="utf-8")
    for path in gone:
        (docs / path).unlink()
    return [*changed, *gone]


def _dags() -> list[Dag]:
    dags = []
    for text in sorted((PROJECT / "dags").glob("*.md")):
        module = ast.parse(text.with_suffix(".py").read_text(encoding="utf-8"))
        summary = (ast.get_docstring(module) or "").partition("\n")[0]
        body = text.read_text(encoding="utf-8").partition("\n")[2].strip()
        dags.append(Dag(text.stem, summary, body))
    return dags


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=False,  # noqa: S701 - Markdown, made of our own texts
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["table"] = table
    environment.globals["up"] = _up
    return environment


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; cells are escaped, not otherwise changed."""
    lines = [list(headings), ["---"] * len(headings), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: object) -> str:
    text = ", ".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell)
    return text.replace("|", "\\|").replace("\n", " ")


def _up(path: object, levels: int) -> str:
    """A path of the project as a link from a page that lies so many folders deep."""
    return "../" * levels + str(path)

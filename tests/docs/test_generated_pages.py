"""The generated pages say what their homes say, and every column says what it means."""

import pytest

from cjit.docs.catalogue import Relation, catalogue
from cjit.docs.dictionary import added_columns
from cjit.docs.pages import committed, generate
from cjit.warehouse.connection import Warehouse


@pytest.fixture
def relations(warehouse: Warehouse) -> tuple[Relation, ...]:
    return catalogue(warehouse)


def test_committed_pages_are_what_the_homes_say(relations: tuple[Relation, ...]) -> None:
    """`make docs` makes them so."""
    made, found = generate(relations), committed()
    assert sorted(found) == sorted(made)
    assert [path for path in made if made[path] != found[path]] == []


def test_every_view_and_its_columns_have_a_meaning(relations: tuple[Relation, ...]) -> None:
    """Their home is sql/views/out_90_comments.sql."""
    views = [relation for relation in relations if relation.schema == "out"]
    assert "out.episode" in {view.full_name for view in views}
    assert [view.full_name for view in views if not view.meaning] == []
    assert [f"{v.full_name}.{c.name}" for v in views for c in v.columns if not c.meaning] == []


def test_every_stored_column_is_an_item_or_has_a_meaning(relations: tuple[Relation, ...]) -> None:
    added = added_columns(relations)
    assert "core.episode" in {relation.full_name for relation, _ in added}
    assert [relation.full_name for relation, _ in added if not relation.meaning] == []
    assert [f"{r.full_name}.{c.name}" for r, columns in added for c in columns if not c.meaning] == []

"""What the warehouse itself says of its tables and views: columns, types and comments."""

from dataclasses import dataclass
from itertools import groupby

from cjit.warehouse.connection import Warehouse


@dataclass(frozen=True)
class Column:
    """A column of a table or view; `meaning` is its comment, None without one."""

    name: str
    type: str
    meaning: str | None


@dataclass(frozen=True)
class Relation:
    """A table or view of schema core or out; `meaning` is its comment, None without one."""

    schema: str
    name: str
    meaning: str | None
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """Its name with its schema."""
        return f"{self.schema}.{self.name}"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]


def catalogue(warehouse: Warehouse) -> tuple[Relation, ...]:
    """The tables of core and the views of out of a migrated warehouse, by name."""
    with warehouse.session() as session:
        rows = session.rows("docs/columns")
    return tuple(
        Relation(schema, name, meaning, tuple(Column(*row[3:]) for row in columns))
        for (schema, name, meaning), columns in groupby(rows, key=lambda row: row[:3])
    )

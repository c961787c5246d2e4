"""sql/migrations/0019_staged_columns.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(sql_text("migrations/0019_staged_columns"))

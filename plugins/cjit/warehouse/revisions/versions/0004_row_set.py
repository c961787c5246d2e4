"""sql/migrations/0004_row_set.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(sql_text("migrations/0004_row_set"))

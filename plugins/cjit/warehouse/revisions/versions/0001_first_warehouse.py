"""sql/migrations/0001_first_warehouse.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(sql_text("migrations/0001_first_warehouse"))

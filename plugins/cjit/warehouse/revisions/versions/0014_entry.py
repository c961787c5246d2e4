"""sql/migrations/0014_entry.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(sql_text("migrations/0014_entry"))

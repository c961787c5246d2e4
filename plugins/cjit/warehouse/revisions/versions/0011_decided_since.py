"""sql/migrations/0011_decided_since.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(sql_text("migrations/0011_decided_since"))

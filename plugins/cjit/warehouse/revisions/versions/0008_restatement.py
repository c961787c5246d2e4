"""sql/migrations/0008_restatement.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(sql_text("migrations/0008_restatement"))

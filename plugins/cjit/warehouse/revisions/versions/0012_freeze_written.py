"""sql/migrations/0012_freeze_written.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(sql_text("migrations/0012_freeze_written"))

"""sql/migrations/0003_mismatches.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(sql_text("migrations/0003_mismatches"))

"""sql/migrations/0007_near_misses.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(sql_text("migrations/0007_near_misses"))

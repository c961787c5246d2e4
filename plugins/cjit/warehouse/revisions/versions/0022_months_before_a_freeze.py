"""sql/migrations/0022_months_before_a_freeze.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute(sql_text("migrations/0022_months_before_a_freeze"))

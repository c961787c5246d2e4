"""sql/migrations/0010_access.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute(sql_text("migrations/0010_access"))

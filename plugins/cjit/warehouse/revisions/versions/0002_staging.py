"""sql/migrations/0002_staging.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(sql_text("migrations/0002_staging"))

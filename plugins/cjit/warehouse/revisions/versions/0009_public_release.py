"""sql/migrations/0009_public_release.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute(sql_text("migrations/0009_public_release"))

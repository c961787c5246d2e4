"""sql/migrations/0014_public_release_rows.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0014"
down_revision = "0010"


def upgrade() -> None:
    op.execute(sql_text("migrations/0014_public_release_rows"))

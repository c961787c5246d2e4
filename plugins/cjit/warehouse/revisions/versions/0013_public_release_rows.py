"""sql/migrations/0013_public_release_rows.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.execute(sql_text("migrations/0013_public_release_rows"))

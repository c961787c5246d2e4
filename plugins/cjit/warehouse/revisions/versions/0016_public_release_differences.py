"""sql/migrations/0016_public_release_differences.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(sql_text("migrations/0016_public_release_differences"))

"""sql/migrations/0023_signed_files.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute(sql_text("migrations/0023_signed_files"))

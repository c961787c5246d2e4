"""sql/migrations/0021_what_a_freeze_records.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute(sql_text("migrations/0021_what_a_freeze_records"))

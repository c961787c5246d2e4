"""sql/migrations/0006_matching.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(sql_text("migrations/0006_matching"))

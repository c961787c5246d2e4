"""sql/migrations/0016_review.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0016"
down_revision = "0010"


def upgrade() -> None:
    op.execute(sql_text("migrations/0016_review"))

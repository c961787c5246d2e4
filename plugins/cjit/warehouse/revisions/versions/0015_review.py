"""sql/migrations/0015_review.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute(sql_text("migrations/0015_review"))

"""sql/migrations/0018_explained.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute(sql_text("migrations/0018_explained"))

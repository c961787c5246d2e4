"""sql/migrations/0020_reviews_of_a_file.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute(sql_text("migrations/0020_reviews_of_a_file"))

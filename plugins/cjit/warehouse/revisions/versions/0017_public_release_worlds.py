"""sql/migrations/0017_public_release_worlds.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute(sql_text("migrations/0017_public_release_worlds"))

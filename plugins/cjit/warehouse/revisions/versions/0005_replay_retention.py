"""sql/migrations/0005_replay_retention.sql"""

from alembic import op

from cjit.warehouse.connection import sql_text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(sql_text("migrations/0005_replay_retention"))

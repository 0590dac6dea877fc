"""at most one call of ours rings an engineer at a time, whatever it is about"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NAME = "uq_notifications_one_ring_an_engineer"


def upgrade() -> None:
    op.drop_index(NAME, table_name="notifications")
    op.create_index(
        NAME,
        "notifications",
        ["person"],
        unique=True,
        postgresql_where=sa.text("channel = 'call' AND state IN ('claimed', 'sent')"),
    )

"""calls: which engineers are on the phone, for whoever claims their next page; built beside the line's work"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

NAME = "ix_calls_on_the_phone"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(NAME, table_name="calls", postgresql_concurrently=True, if_exists=True)
        op.create_index(
            NAME,
            "calls",
            ["engineer"],
            postgresql_where=sa.text("ended_at IS NULL AND engineer IS NOT NULL"),
            postgresql_concurrently=True,
        )

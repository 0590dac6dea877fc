"""follow_ups: since when each fails, for the pulse: its next try moves when it is due, and a late one looks like none

Beside the line's work, and again if it was interrupted: an index that was left half built is built anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

NAME = "ix_follow_ups_failing"
FAILS = sa.text("failing_since IS NOT NULL AND state IN ('pending', 'claimed')")


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.add_column(
            "follow_ups", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True), if_not_exists=True
        )
        op.drop_index(NAME, table_name="follow_ups", postgresql_concurrently=True, if_exists=True)
        op.create_index(NAME, "follow_ups", ["failing_since"], postgresql_where=FAILS, postgresql_concurrently=True)

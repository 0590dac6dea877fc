"""who wants no messages by a channel; which addresses did not take theirs"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", "channel", name=op.f("pk_opt_outs")),
    )
    op.create_index(
        "ix_notifications_undelivered",
        "notifications",
        ["address"],
        postgresql_where=sa.text("outcome = 'undelivered'"),
    )

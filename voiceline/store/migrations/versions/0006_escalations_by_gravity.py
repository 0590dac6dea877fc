"""escalations by gravity: with thousands due in one second, the gravest are taken first"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FILL = """
UPDATE follow_ups f SET rank = substr(t.severity, 2)::int
FROM tickets t WHERE t.number = f.ticket_number AND f.kind = 'escalate' AND f.state IN ('pending', 'claimed')
"""


def upgrade() -> None:
    op.add_column("follow_ups", sa.Column("rank", sa.Integer(), server_default="9", nullable=False))
    op.execute(FILL)
    op.create_index(
        "ix_follow_ups_escalations",
        "follow_ups",
        ["rank", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending' AND kind = 'escalate'"),
    )

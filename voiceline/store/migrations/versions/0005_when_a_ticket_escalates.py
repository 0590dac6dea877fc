"""when each ticket's escalation is due, so that a missing one is found by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WANTS_SOMEBODY = "status = 'open' AND severity IN ('P1', 'P2')"
FILL = """
UPDATE tickets t SET escalates_at = (
  SELECT max(f.due_at) FROM follow_ups f
  WHERE f.ticket_number = t.number AND f.kind = 'escalate' AND f.state IN ('pending', 'claimed'))
WHERE status = 'open'
"""


def upgrade() -> None:
    op.add_column("tickets", sa.Column("escalates_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FILL)
    op.drop_index("ix_tickets_unacknowledged", table_name="tickets")
    op.create_index(
        "ix_tickets_escalates", "tickets", ["escalates_at"], unique=False, postgresql_where=sa.text(WANTS_SOMEBODY)
    )

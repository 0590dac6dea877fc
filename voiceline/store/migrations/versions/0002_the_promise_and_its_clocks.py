"""the promise and its clocks: what a ticket was reported as, since when each clock runs, pauses, breaches, silences"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

MOMENTS = ("resolution_met_at", "workaround_at", "response_breached_at", "resolution_breached_at")

# A case that was lowered before this release was reported at the severity of its first event. Each severity's clock
# ran from the opening for those not graver than that; what was raised since runs from its change.
FILL = """
UPDATE tickets t SET
  reported_severity = coalesce(
    (SELECT e.detail ->> 'severity' FROM ticket_events e
     WHERE e.ticket_number = t.number AND e.kind = 'opened' ORDER BY e.id LIMIT 1), t.severity),
  resolution_met_at = t.resolved_at,
  response_breached_at = CASE WHEN coalesce(t.responded_at, now()) > t.response_due_at
    AND t.status <> 'closed' THEN t.response_due_at END,
  resolution_breached_at = CASE WHEN coalesce(t.resolved_at, now()) > t.resolution_due_at
    AND t.status <> 'closed' THEN t.resolution_due_at END
"""
STARTS = """
UPDATE tickets t SET clock_starts = (
  SELECT jsonb_object_agg(s, to_json(t.opened_at)) FROM unnest(ARRAY['P1', 'P2', 'P3', 'P4']) AS s
  WHERE s >= least(t.reported_severity, t.severity))
"""
BREACHES = """
INSERT INTO ticket_events (ticket_number, at, kind, detail)
SELECT t.number, now(), 'breached',
       jsonb_build_object('target', missed.target, 'severity', t.severity, 'due_at', missed.due_at)
FROM tickets t CROSS JOIN LATERAL (VALUES
  ('response', t.response_breached_at), ('resolution', t.resolution_breached_at)) AS missed (target, due_at)
WHERE missed.due_at IS NOT NULL
"""
WARNED = """
UPDATE tickets t SET warned =
  CASE WHEN t.response_breached_at IS NULL THEN '{}'::jsonb
       ELSE jsonb_build_object('response ' || t.severity, 100) END ||
  CASE WHEN t.resolution_breached_at IS NULL THEN '{}'::jsonb
       ELSE jsonb_build_object('resolution ' || t.severity, 100) END
"""


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("tickets", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("clock_starts", "warned", "rectified"):
        op.add_column("tickets", sa.Column(name, postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("tickets", sa.Column("pauses", postgresql.JSONB(), server_default="[]", nullable=False))
    for name in ("closed_as", "exclusion", "reported_severity"):
        op.add_column("tickets", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("is_rehearsal", sa.Boolean(), server_default="false", nullable=False))
    for statement in (FILL, STARTS, BREACHES, WARNED):
        op.execute(statement)
    op.alter_column("tickets", "reported_severity", nullable=False)
    op.alter_column("tickets", "is_rehearsal", server_default=None)
    op.create_table(
        "silences",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silences")),
    )
    op.create_index(op.f("ix_silences_began_at"), "silences", ["began_at"], unique=False)
    op.create_index("ix_ticket_events_kind_at", "ticket_events", ["kind", "at"], unique=False)
    op.create_index(
        "ix_tickets_asked",
        "tickets",
        ["contact"],
        unique=False,
        postgresql_where=sa.text("status IN ('waiting', 'resolved')"),
    )
    op.create_index(
        "ix_tickets_unclosed", "tickets", ["number"], unique=False, postgresql_where=sa.text("status <> 'closed'")
    )

"""causes: what several cases have in common, and which cases those are; who was told of a call that was hung up"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "causes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state_es", sa.Text(), nullable=False),
        sa.Column("state_en", sa.Text(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("stated_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_causes")),
    )
    op.create_index("ix_causes_newest", "causes", [sa.text("opened_at DESC"), sa.text("id DESC")])
    op.create_index(
        "uq_causes_one_announced", "causes", ["announced"], unique=True, postgresql_where=sa.text("announced")
    )
    op.create_table(
        "cause_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cause_id", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["cause_id"], ["causes.id"], name=op.f("fk_cause_events_cause_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_events")),
    )
    op.create_index(op.f("ix_cause_events_cause_id"), "cause_events", ["cause_id"])
    op.add_column("tickets", sa.Column("cause_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_cause_id"), "tickets", "causes", ["cause_id"], ["id"])
    op.create_index(
        "ix_tickets_cause", "tickets", ["cause_id", "opened_at"], postgresql_where=sa.text("cause_id IS NOT NULL")
    )
    op.create_index(
        "ix_notifications_hang_ups",
        "notifications",
        ["address", "created_at"],
        postgresql_where=sa.text("kind IN ('hung_up', 'hung_up_case')"),
    )

"""attachments: the photos and voice notes of customers' messages"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NAME = "replace(gen_random_uuid()::text, '-', '')"
MOMENTS = ("fetched_at", "spoiled_at", "deleted_at_carrier", "purged_at")


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("declared", sa.Text(), nullable=False),
        sa.Column("ticket_number", sa.Integer(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), server_default=sa.text(NAME), nullable=False),
        sa.Column("kept_in", sa.Text(), nullable=True),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        *(sa.Column(moment, sa.DateTime(timezone=True), nullable=True) for moment in MOMENTS),
        sa.Column("media", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_attachments_message_id_messages")),
        sa.ForeignKeyConstraint(
            ["ticket_number"], ["tickets.number"], name=op.f("fk_attachments_ticket_number_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_attachments_message_id_position")),
        sa.UniqueConstraint("name", name=op.f("uq_attachments_name")),
    )
    op.create_index("ix_attachments_ticket_number", "attachments", ["ticket_number"])
    op.create_index(
        "ix_attachments_to_purge", "attachments", ["arrived_at", "id"], postgresql_where=sa.text("purged_at IS NULL")
    )
    op.create_index(
        "ix_attachments_half_purged",
        "attachments",
        ["id"],
        postgresql_where=sa.text("purged_at IS NOT NULL AND kept_in IS NOT NULL"),
    )

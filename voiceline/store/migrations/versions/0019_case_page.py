"""tickets: merged into which, and whose contacts are told along; the cases of a customer, newest first"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("tickets", sa.Column("merged_into", sa.Integer(), nullable=True))
    also_told = sa.Column("also_told", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False)
    op.add_column("tickets", also_told)
    op.create_foreign_key(op.f("fk_tickets_merged_into_tickets"), "tickets", "tickets", ["merged_into"], ["number"])
    is_merged = sa.text("merged_into IS NOT NULL")
    op.create_index("ix_tickets_merged", "tickets", ["merged_into"], postgresql_where=is_merged)
    op.create_index("ix_tickets_merged_contact", "tickets", ["contact"], postgresql_where=is_merged)
    newest = ["customer", sa.text("opened_at DESC"), sa.text("number DESC")]
    op.create_index("ix_tickets_customer_newest", "tickets", newest)

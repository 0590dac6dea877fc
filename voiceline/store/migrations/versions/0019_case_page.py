"""tickets: merged into which, and whose contacts are told along; the cases of a customer, newest first

The lock that nobody passes is held for one statement that reads no row; what reads them all goes on beside the line's
work. All of it may run again: an index that was left half built is built anew.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

COLUMNS = """
ALTER TABLE tickets
  ADD COLUMN IF NOT EXISTS merged_into integer,
  ADD COLUMN IF NOT EXISTS also_told jsonb NOT NULL DEFAULT '[]',
  DROP CONSTRAINT IF EXISTS fk_tickets_merged_into_tickets,
  ADD CONSTRAINT fk_tickets_merged_into_tickets FOREIGN KEY (merged_into) REFERENCES tickets (number) NOT VALID
"""
IS_MERGED = sa.text("merged_into IS NOT NULL")
NEWEST = ["customer", sa.text("opened_at DESC"), sa.text("number DESC")]


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute(COLUMNS)
        op.execute("ALTER TABLE tickets VALIDATE CONSTRAINT fk_tickets_merged_into_tickets")
        _index("ix_tickets_merged", ["merged_into"], IS_MERGED)
        _index("ix_tickets_merged_contact", ["contact"], IS_MERGED)
        _index("ix_tickets_customer_newest", NEWEST)


def _index(name: str, columns: list[Any], where: Any = None) -> None:
    op.drop_index(name, table_name="tickets", postgresql_concurrently=True, if_exists=True)
    op.create_index(name, "tickets", columns, postgresql_where=where, postgresql_concurrently=True)

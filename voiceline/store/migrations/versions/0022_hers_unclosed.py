"""tickets: the cases of a contact, and of a customer, that are not closed; an index that nothing asked goes

All of it beside the line's work, and again if it was interrupted: an index that was left half built is built anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

IS_UNCLOSED = sa.text("status <> 'closed'")


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for whose in ("contact", "customer"):
            name = f"ix_tickets_{whose}_unclosed"
            op.drop_index(name, table_name="tickets", postgresql_concurrently=True, if_exists=True)
            op.create_index(name, "tickets", [whose], postgresql_where=IS_UNCLOSED, postgresql_concurrently=True)
        op.drop_index("ix_tickets_asked", table_name="tickets", postgresql_concurrently=True, if_exists=True)

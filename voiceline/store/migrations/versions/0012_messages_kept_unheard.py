"""messages: whether one was heard, or is kept until it can be"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("messages", sa.Column("is_heard", sa.Boolean(), server_default=sa.true(), nullable=False))

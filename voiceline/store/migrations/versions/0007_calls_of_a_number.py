"""calls by their caller's number: how often somebody we do not know has rung within the hour"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("ix_calls_caller", "calls", ["from_number", "started_at"], unique=False)

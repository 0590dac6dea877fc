"""call_log: what a call is found by bears its season; every row is written anew, the newest first"""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute("INSERT INTO log_marks (older_than) SELECT max(id) + 1 FROM calls HAVING max(id) IS NOT NULL")

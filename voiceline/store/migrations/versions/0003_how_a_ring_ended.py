"""how each ring of a page ended, in the escalation's own words"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FILL = """
UPDATE notifications SET ending = CASE outcome WHEN 'failed' THEN 'unreachable' ELSE outcome END
WHERE kind = 'page' AND channel = 'call' AND state = 'ended'
  AND outcome IN ('acknowledged', 'passed_on', 'no_key', 'no_answer', 'busy', 'failed')
"""


def upgrade() -> None:
    op.add_column("notifications", sa.Column("ending", sa.Text(), nullable=True))
    op.execute(FILL)

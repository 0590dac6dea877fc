"""Where each version of the directory comes from, and which part of it was edited"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("directory_versions", sa.Column("origin", sa.Text(), server_default="load", nullable=False))
    op.add_column("directory_versions", sa.Column("part", sa.Text(), server_default="", nullable=False))
    op.execute("""
        UPDATE directory_versions AS made SET origin = 'roster'
        FROM (SELECT id, text = lag(text) OVER (ORDER BY id) AS is_same FROM directory_versions) AS beside
        WHERE beside.id = made.id AND beside.is_same
    """)

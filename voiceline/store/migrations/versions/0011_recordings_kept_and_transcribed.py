"""recordings: where each file is kept and what became of it; what a machine understood of a dictation"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

NAME = "replace(gen_random_uuid()::text, '-', '')"
DOCUMENT = (
    "to_tsvector('simple'::regconfig, translate(lower(words), "
    "'áàäâéèëêíìïîóòöôúùüûñç'::text, 'aaaaeeeeiiiioooouuuunc'::text))"
)
# What was fetched before is still at the carrier; two seconds apart, so that it is in nobody's way.
DELETE_AT_CARRIER = """
INSERT INTO follow_ups (once, kind, values, due_at, created_at, state, tries)
SELECT 'delete-' || sid, 'delete_recording', jsonb_build_object('sid', sid),
       now() + row_number() OVER (ORDER BY id) * interval '2 seconds', now(), 'pending', 0
FROM recordings WHERE kept_in = 'database'
"""


def upgrade() -> None:
    for name in ("name", "kept_in"):
        op.add_column("recordings", sa.Column(name, sa.Text(), nullable=True))
    for name in ("lost_at", "spoiled_at", "deleted_at_carrier", "purged_at"):
        op.add_column("recordings", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute(f"UPDATE recordings SET name = {NAME}, kept_in = CASE WHEN media IS NOT NULL THEN 'database' END")
    op.alter_column("recordings", "name", nullable=False, server_default=sa.text(NAME))
    op.create_unique_constraint(op.f("uq_recordings_name"), "recordings", ["name"])
    op.create_index(
        "ix_recordings_kept", "recordings", ["made_at", "id"], postgresql_where=sa.text("kept_in IS NOT NULL")
    )
    op.create_index("ix_recordings_in_database", "recordings", ["id"], postgresql_where=sa.text("kept_in = 'database'"))
    op.execute(DELETE_AT_CARRIER)
    op.create_table(
        "transcripts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pieces", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transcripts_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
        sa.UniqueConstraint("call_id", "source", name=op.f("uq_transcripts_call_id_source")),
    )
    op.create_index("ix_transcripts_newest", "transcripts", [sa.text("at DESC"), sa.text("id DESC")])
    op.create_index("ix_transcripts_words", "transcripts", [sa.text(DOCUMENT)], postgresql_using="gin")

"""the call log: what each call is found by, made anew when that changes; how loud recordings are

Marks are set by triggers, in the transaction of the change: an insert, no lock, nothing read but an index. Every row is
written afterwards, by whoever looks at the log or by the clock; those of older calls a few at a time.

Each table is changed in a transaction of its own, so that no lock is held while another is waited for, and all of it
may run again. The mark of the older calls comes last: a call that was there before the triggers is there for it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

FUNCTIONS = """
CREATE OR REPLACE FUNCTION log_marks_of_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log_marks (call_id) VALUES (coalesce(NEW.id, OLD.id));
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_marks_of_transcript() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log_marks (call_id) VALUES (NEW.call_id);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_marks_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log_marks (ticket_number) VALUES (NEW.number);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_marks_of_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO log_marks (call_id)
    SELECT id FROM calls WHERE ticket_number = NEW.ticket_number AND direction = 'inbound';
  RETURN NULL;
END $$;
"""
TRIGGERS = (
    """
CREATE OR REPLACE TRIGGER log_marks_new AFTER INSERT OR DELETE ON calls
  FOR EACH ROW EXECUTE FUNCTION log_marks_of_call()
""",
    """
CREATE OR REPLACE TRIGGER log_marks_changed AFTER UPDATE ON calls FOR EACH ROW
  WHEN ((OLD.outcome, OLD.ended_at, OLD.ticket_number, OLD.joined_at, OLD.customer, OLD.engineer)
        IS DISTINCT FROM
        (NEW.outcome, NEW.ended_at, NEW.ticket_number, NEW.joined_at, NEW.customer, NEW.engineer))
  EXECUTE FUNCTION log_marks_of_call()
""",
    """
CREATE OR REPLACE TRIGGER log_marks_changed AFTER INSERT OR UPDATE ON transcripts
  FOR EACH ROW EXECUTE FUNCTION log_marks_of_transcript()
""",
    """
CREATE OR REPLACE TRIGGER log_marks_changed AFTER UPDATE ON tickets FOR EACH ROW
  WHEN ((OLD.severity, OLD.customer, OLD.contact) IS DISTINCT FROM (NEW.severity, NEW.customer, NEW.contact))
  EXECUTE FUNCTION log_marks_of_ticket()
""",
    """
CREATE OR REPLACE TRIGGER log_marks_new AFTER INSERT ON ticket_events FOR EACH ROW
  WHEN (NEW.kind <> 'transcribed' AND NEW.detail ?| array['text', 'note', 'question'])
  EXECUTE FUNCTION log_marks_of_note()
""",
)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        _tables()
        op.execute(FUNCTIONS)
        for each in TRIGGERS:
            op.execute(each)
        op.execute("ALTER TABLE recordings ADD COLUMN IF NOT EXISTS loudness bytea")
    op.execute("INSERT INTO log_marks (older_than) SELECT max(id) + 1 FROM calls HAVING count(*) > 0")


def _tables() -> None:
    op.create_table(
        "call_log",
        sa.Column("call_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_hours", sa.Boolean(), nullable=False),
        sa.Column("tokens", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_log")),
        if_not_exists=True,
    )
    op.execute("ALTER TABLE call_log SET (toast_tuple_target = 128)")  # the tokens beside the rows, which stay narrow
    op.create_index("ix_call_log_tokens", "call_log", ["tokens"], postgresql_using="gin", if_not_exists=True)
    op.create_table(
        "log_words",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_log_words")),
        if_not_exists=True,
    )
    op.create_table(
        "log_marks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_number", sa.Integer(), nullable=True),
        sa.Column("older_than", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_marks")),
        if_not_exists=True,
    )

"""The rows of B8: calls one each sixteen seconds, five events a call, what was said drawn from twenty thousand words.

The calls are written by SQL; what they are found by, by the line's own program, as it writes it for older calls.
"""

import time
from datetime import datetime

from tests.bench.stage import Stage
from voiceline.actions import keep_log
from voiceline.line import Line
from voiceline.store import call_log, directory

FROM = "timestamptz '2020-01-01T00:00Z'"
A_BATCH = 2_000


def write(stage: Stage, line: Line, size: int) -> str:
    """So many calls, and the log of them; what it took."""
    began = time.monotonic()
    for statement in _ROWS.replace(":size", str(size)).replace(":from", FROM).split(";\n"):
        stage.execute(f"SET session_replication_role = replica; {statement}")  # triggers and foreign keys rest
    calls = time.monotonic() - began
    stage.execute("DROP INDEX ix_call_log_tokens")
    began = time.monotonic()
    _write_log(line)
    log = time.monotonic() - began
    stage.execute("CREATE INDEX ix_call_log_tokens ON call_log USING gin (tokens)")
    for table in ("calls", "call_log", "tickets", "transcripts", "call_events", "ticket_events"):
        _vacuum(stage, table)
    megabytes = stage.rows(
        "SELECT pg_table_size('call_log') / 1048576, pg_relation_size('ix_call_log_tokens') / 1048576"
    )[0]
    return (
        f"{size:,} calls in {calls:.0f} s, their log in {log:.0f} s ({size / log:,.0f}/s, one process): "
        f"{megabytes[0]} MB, index {megabytes[1]} MB"
    )


def _write_log(line: Line) -> None:
    with line.transaction() as session:
        session.connection().exec_driver_sql("INSERT INTO log_marks (older_than) SELECT max(id) + 1 FROM calls")
    while True:
        with line.transaction() as session:
            _, book = directory.current(session)
            ids = call_log.take_marks(session, A_BATCH)
            call_log.keep(session, ids, keep_log._facts(session, book, ids))
        if not ids:
            return


def _vacuum(stage: Stage, table: str) -> None:
    import psycopg

    with psycopg.connect(stage.database_url, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {table}")  # type: ignore[call-overload]


def word(rank: int) -> str:
    """The word of this rank, as the rows have it."""
    return "q" + "".join(chr(ord("a") + int(digit)) for digit in str(rank))


def moment(stage: Stage, share: float) -> datetime:
    """When so much of the log, from its newest end, had not happened yet."""
    query = f"SELECT min(started_at) + (max(started_at) - min(started_at)) * {1 - share} FROM calls"
    found: datetime = stage.rows(query)[0][0]
    return found


_ROWS = """
TRUNCATE tickets, ticket_events, calls, call_events, notifications, follow_ups, transcripts, call_log, log_words,
         log_marks, recordings RESTART IDENTITY CASCADE;
SELECT setseed(0.42);
INSERT INTO tickets (number, severity, status, channel, language, customer, contact, summary, opened_at,
                     response_due_at, resolution_due_at, policy, round, step, directory_version, reported_severity,
                     is_rehearsal, clock_starts)
  OVERRIDING SYSTEM VALUE
  SELECT g, (ARRAY['P1','P2','P2','P2','P3','P3','P3','P3','P3','P4'])[1 + floor(random() * 10)::int], 'closed',
         'voice', 'es', 'Cliente ' || (hashint4(g) & 2147483647) % 5000, NULL, '', :from + g * interval '32 s',
         :from + g * interval '32 s' + interval '15 min', :from + g * interval '32 s' + interval '4 h', '{}', 1, 1, 1,
         'P2', false, '{}'
  FROM generate_series(1, :size / 2) g;
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, ended_at, duration_seconds,
                   ticket_number, customer, engineer, outcome, joined_at, language, script, step, turn, tries, notes)
  SELECT 'CA' || md5(g::text), d.direction,
         CASE d.direction WHEN 'inbound' THEN other ELSE '+50256305476' END,
         CASE d.direction WHEN 'inbound' THEN '+50256305476' ELSE other END,
         'completed', at, at + interval '90 s', 5 + (random() * 594)::int,
         CASE WHEN random() < 0.7 THEN greatest(1, g / 2) END,
         CASE WHEN d.direction = 'inbound' AND random() < 0.8
              THEN 'Cliente ' || (hashint4(greatest(1, g / 2)) & 2147483647) % 5000 END,
         CASE d.direction WHEN 'outbound' THEN 'e' || (random() * 39)::int END,
         o.outcome, CASE o.outcome WHEN 'joined' THEN at + interval '48 s' END, 'es', 'customer_line', '', 0, 0, '{}'
  FROM generate_series(1, :size) g,
       LATERAL (SELECT :from + g * interval '16 s' + random() * interval '15 s' AS at,
                       '+5024' || lpad(((hashint8(g % (:size / 20 + 1000)) & 2147483647) % 10000000)::text, 7, '0')
                         AS other,
                       random() AS luck) r,
       LATERAL (SELECT CASE WHEN random() < 0.5 + g * 0 THEN 'inbound' ELSE 'outbound' END AS direction) d,
       LATERAL (SELECT CASE d.direction
         WHEN 'inbound' THEN (ARRAY['joined','joined','joined','joined','case_opened','case_opened','joined_case',
                                    'information','message','abandoned'])[1 + floor(luck * 10)::int]
         ELSE (ARRAY['acknowledged','acknowledged','acknowledged','no_answer','no_answer','no_answer','no_key',
                     'cancelled','busy','failed'])[1 + floor(luck * 10)::int] END AS outcome) o;
INSERT INTO transcripts (call_id, source, language, words, at, pieces)
  SELECT id, 'twilio', 'es-US', w.words, started_at, '{}' FROM calls,
       LATERAL (SELECT string_agg('q' || translate((floor((1 + random() * (20000 ^ 0.1 - 1)) ^ 10)::int - 1)::text,
                                                   '0123456789', 'abcdefghij'), ' ') AS words
                FROM generate_series(1, 15 + (id % 51)::int)) w;
INSERT INTO call_events (call_id, at, kind, detail)
  SELECT id, started_at + k * interval '4 s', 'heard', '{"step": "welcome", "heard": "Pressed", "key": "1"}'
  FROM calls, generate_series(1, 3) k;
INSERT INTO ticket_events (ticket_number, at, kind, by, detail)
  SELECT number, opened_at + k * interval '9 s', CASE k WHEN 4 THEN 'noted' ELSE 'paged' END, NULL,
         CASE k WHEN 4 THEN jsonb_build_object('text', 'revisado ' || number) ELSE '{}'::jsonb END
  FROM tickets, generate_series(1, 4) k;
ANALYZE
"""

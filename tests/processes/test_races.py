"""Two real processes press 1 on two pages of the same case in the same instant, two hundred times over."""

import multiprocessing
from multiprocessing.synchronize import Barrier
from typing import Any

import psycopg

from tests import servers
from tests.bench.requests import ack_form
from tests.story.conftest import DIRECTORY
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.simulator.signature import sign
from voiceline.store import directory

RACES = 200
URL = "http://127.0.0.1:8000"
SEED = """
INSERT INTO tickets (number, severity, status, channel, language, customer, contact, summary, opened_at,
                     response_due_at, resolution_due_at, policy, round, step, directory_version, reported_severity,
                     is_rehearsal, clock_starts)
  OVERRIDING SYSTEM VALUE
  SELECT g, 'P1', 'open', 'voice', 'es', 'Banco Maya', '+50244440001', '', now(), now() + interval '15 min',
         now() + interval '4 h', '{"hours": "ordinary", "steps": []}', 1, 1, 1, 'P1', false,
         jsonb_build_object('P1', now()) FROM generate_series(1, %(races)s) g;
INSERT INTO notifications (once, kind, channel, audience, person, address, language, values, ticket_number, rank,
                           round, step, attempt, token, created_at, due_at, state, tries, carrier_sid)
  SELECT who || g, 'page', 'call', 'engineer', who || g, '+50255550101', 'es', '{}', g, 1, 1, 1, 1, who || g,
         now(), now(), 'sent', 1, 'CA' || lpad(to_hex(g * 2 + place), 32, '0')
  FROM generate_series(1, %(races)s) g, (VALUES ('ana', 0), ('luis', 1)) AS racers (who, place);
INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, ticket_number, notification_id,
                   engineer, language, script, step, turn, tries, notes)
  SELECT n.carrier_sid, 'outbound', '+50256305476', n.address, 'in-progress', now(), n.ticket_number, n.id,
         rtrim(n.token, '0123456789'), 'es', 'engineer_page', 'page', 0, 0,
         jsonb_build_object('case', n.ticket_number, 'cases', jsonb_build_array(n.ticket_number))
  FROM notifications n;
"""


def environment(database_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PUBLIC_URL": URL,
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "a race",
        "SECRET_KEY": "a race",
    }


def press(database_url: str, who: str, place: int, ready: Barrier, said: Any) -> None:
    """One process: at each signal its key 1 on its own page."""
    client = create_app(Line(Settings.from_environment(environment(database_url)))).test_client()
    for race in range(1, RACES + 1):
        path, form = f"/voice/page/{who}{race}/turn/0", ack_form(race * 2 + place)
        signature = {"X-Twilio-Signature": sign("a race", URL + path, list(form.items()))}
        ready.wait(30)
        answer = client.post(path, data=form, headers=signature, base_url=URL)
        said.append((race, who, "es suyo" in answer.text, "ya tomó" in answer.text))


def test_of_two_keys_in_the_same_instant_one_wins_and_the_other_hears_who(postgres: Any) -> None:
    database_url = servers.migrated(postgres, "races")
    line = Line(Settings.from_environment(environment(database_url)))
    with line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a race", line.now())
    line.close()
    with psycopg.connect(database_url) as connection:
        for statement in SEED.replace("%(races)s", str(RACES)).split(";\n"):
            if statement.strip():
                connection.execute(statement)  # type: ignore[call-overload]
    context = multiprocessing.get_context("spawn")
    ready, said = context.Barrier(2), context.Manager().list()
    racers = [
        context.Process(target=press, args=(database_url, who, place, ready, said))
        for place, who in enumerate(("ana", "luis"))
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(120)
        assert racer.exitcode == 0
    assert len(said) == 2 * RACES
    for race in range(1, RACES + 1):
        of_race = [each for each in said if each[0] == race]
        assert sorted(each[2:] for each in of_race) == [(False, True), (True, False)], of_race
    with psycopg.connect(database_url) as connection:
        truth = "SELECT count(*), count(DISTINCT ticket_number) FROM ticket_events WHERE kind = 'acknowledged'"
        assert connection.execute(truth).fetchone() == (RACES, RACES)
    assert len({each[1] for each in said if each[2]}) == 2, "neither process always comes first"

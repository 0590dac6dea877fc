"""What a machine understands of a dictation: it helps to find a call, and nothing waits for it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests import servers
from tests.phones import NIGHT, House, make_house
from tests.story.conftest import DIRECTORY
from voiceline.app import create_app
from voiceline.settings import Settings
from voiceline.store import directory, transcripts
from voiceline.store.transcripts import Transcript

WORDS = ("buenas noches", "se cayó la facturación", "no podemos cobrar")


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    servers.empty(settings.database_url)
    built = make_house(create_app, replace(settings, transcription="twilio"))
    with built.line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a story", NIGHT)
    built.rest()
    yield built
    built.line.close()


def the_transcript(house: House) -> Any:
    with house.line.reading() as session:
        return session.scalars(select(Transcript)).one_or_none()


def speaks(house: House, *words: str) -> Any:
    ortiz = house.caller().dials().presses("1")
    for each in words:
        ortiz.says(each, seconds=3)
    return ortiz


def events(house: House, kind: str) -> list[Any]:
    return [event.detail for event in house.ticket().events if event.kind == kind]


def test_her_words_are_written_down_and_are_the_cases_summary(house: House) -> None:
    speaks(house, *WORDS).presses("#").waits(3)
    found = the_transcript(house)
    assert found.words == "buenas noches se cayó la facturación no podemos cobrar"
    assert (found.source, found.language, found.confidence) == ("twilio", "es-US", 0.9125)
    assert house.ticket().summary == found.words
    assert [each["text"] for each in events(house, "transcribed")] == list(WORDS)


def test_only_the_dictation_is_written_down_never_the_talk(house: House) -> None:
    ortiz = speaks(house, "se cayó todo").presses("#")
    assert ortiz.waits_until("queue")
    lee = house.engineer("Dana").rings(within=60).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(lee)
    house.carrier.speak(ortiz.leg, "mi clave es 4471")
    house.time_passes(seconds=5)
    assert the_transcript(house).words == "se cayó todo"
    told = [e.form.get("TranscriptionEvent") for e in house.carrier.log if e.kind == "transcription"]
    assert told == ["transcription-started", "transcription-content", "transcription-stopped"]


def test_a_caller_led_out_of_her_dictation_is_no_longer_written_down(house: House) -> None:
    ortiz = speaks(house, "se cayó todo")
    dana = house.engineer("Dana").rings(within=60).presses("1").presses("1")
    house.time_passes(seconds=25)
    ortiz.is_talking_to(dana)
    house.carrier.speak(ortiz.leg, "mi clave es 4471")
    house.time_passes(seconds=5)
    assert the_transcript(house).words == "se cayó todo"


def test_words_come_twice_and_count_once(house: House) -> None:
    house.carrier.faults.add("callback-duplicate", times=9, status="transcription-content")
    speaks(house, *WORDS).presses("#").waits(3)
    for exchange in [e for e in house.carrier.log if e.kind == "transcription"]:
        house.carrier.replay(exchange)
    assert the_transcript(house).words == " ".join(WORDS) == house.ticket().summary
    assert len(events(house, "transcribed")) == 3


def test_words_stand_as_they_were_spoken_whatever_order_they_come_in(house: House) -> None:
    house.carrier.faults.add("callback-delay", seconds=20, status="transcription-content")
    speaks(house, *WORDS).presses("#")
    assert the_transcript(house).words == "se cayó la facturación no podemos cobrar"
    house.time_passes(seconds=25)
    assert the_transcript(house).words == " ".join(WORDS) == house.ticket().summary


def test_words_that_never_come_block_nothing(house: House) -> None:
    house.carrier.faults.add("callback-drop", times=9, status="transcription-content")
    house.carrier.faults.add("callback-drop", times=9, status="transcription-stopped")
    ortiz = speaks(house, *WORDS).presses("#")
    assert ortiz.waits_until("queue") and the_transcript(house) is None and house.ticket().summary == ""
    house.engineer("Dana").rings(within=60).presses("3").presses("1").hears("es suyo")
    house.time_passes(seconds=8)
    assert house.ticket().responded_at is not None


def test_words_that_come_after_the_case_is_taken_change_nothing_but_its_summary(house: House) -> None:
    house.carrier.faults.add("callback-delay", times=3, seconds=60, status="transcription-content")
    speaks(house, *WORDS).hangs_up()
    house.engineer("Dana").rings(within=30).presses("1")
    before = house.ticket()
    house.time_passes(seconds=90)
    after = house.ticket()
    assert (after.status, after.assignee, after.resolution_due_at) == ("acknowledged", "dana", before.resolution_due_at)
    assert (before.summary, after.summary) == ("", " ".join(WORDS))


def test_what_she_wrote_herself_is_a_better_summary(house: House) -> None:
    house.caller().texts("urgente").texts("1").texts("no entra nadie")
    with house.line.transaction() as session:
        from voiceline.store import tickets

        held = tickets.lock(session, house.ticket().number)
        assert held is not None
        held.describe("lo escribió ella", house.line.now(), "customer")
        before = held.summary
        held.transcribe("", "lo entendió la máquina", "lo entendió la máquina", house.line.now())
        assert held.summary == before != ""


def test_words_spoken_before_there_was_a_case_are_said_of_it_when_it_opens(house: House) -> None:
    ortiz = house.caller().dials()
    for _ in range(3):
        ortiz.presses("7")
    ortiz.says("se cayó todo", seconds=3)
    assert house.tickets() == []
    ortiz.presses("#").waits(3)
    assert house.ticket().summary == "se cayó todo" and events(house, "transcribed") == [{"text": "se cayó todo"}]


def test_a_transcriber_that_gives_up_is_told_on_the_call_and_heard_by_nobody(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    form = [
        ("CallSid", ortiz.leg.sid),
        ("TranscriptionEvent", "transcription-error"),
        ("TranscriptionErrorCode", "32651"),
        ("TranscriptionError", "language not supported"),
    ]
    house.carrier.webhooks.post("transcription", ortiz.leg.sid, "http://127.0.0.1:8000/voice/transcription", form)
    house.work()
    assert house.carrier.log[-1].status == 204
    page = _page(house, ortiz.leg.sid)
    assert "No se pudo escribir lo que dijo (código 32651 del operador)" in page
    ortiz.says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")


def _page(house: House, sid: str) -> str:
    from tests.pages import EMAIL, PASSWORD, log_in
    from voiceline.store import accounts

    with house.line.transaction() as session:
        accounts.set_account(session, EMAIL, "admin", PASSWORD, house.line.now())
    client = house.app.test_client()
    log_in(client)
    return str(client.get(f"/admin/calls/{sid}").text)


def test_her_words_are_on_the_pages_and_find_the_call(house: House) -> None:
    ortiz = speaks(house, *WORDS).presses("#").waits(3)
    page = _page(house, ortiz.leg.sid)
    assert "<blockquote" in page and " ".join(WORDS) in page
    assert "confianza 91,2%" in page
    with house.line.reading() as session:
        assert [hit.call_id for hit in transcripts.search(session, "FACTURACION cobr")] == [ortiz.record.id]
        assert transcripts.search(session, "facturación ayer") == []


def test_a_line_without_a_transcriber_asks_for_none(settings: Settings) -> None:
    servers.empty(settings.database_url)
    plain = make_house(create_app, settings)
    with plain.line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a story", NIGHT)
    plain.rest()
    speaks(plain, *WORDS).presses("#")
    assert not any("<Transcription" in exchange.twiml for exchange in plain.carrier.log)
    assert the_transcript(plain) is None
    plain.line.close()

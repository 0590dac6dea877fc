"""An admin changes what the line says: the next call hears it, the next text reads it, and he can go back."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.phones import STRANGER, House
from tests.story.test_said_twice import post
from tests.wordings import as_shipped, goes_back, records, rewords, wav
from voiceline.dialog.catalog import catalog
from voiceline.store import directory, wording
from voiceline.telephony import twiml

WELCOME = "Khodi, buenas. Marque 1 si es crítico, 2 si es alto, 3 para otra cosa."
ENGLISH = "Khodi here. Press 1 if it is critical, 2 if it is high, 3 for anything else."


@pytest.fixture(autouse=True)
def _words_as_shipped_afterwards(house: House) -> Iterator[None]:
    house.rest()
    yield
    as_shipped(house.line)


def heard_played(phone: Any) -> list[str]:
    return [caption.text for caption in phone.leg.captions if caption.kind == "play"]


def test_the_next_caller_hears_the_new_words_and_presses_the_same_keys(house: House) -> None:
    before = house.caller(STRANGER).dials().hears("Línea urgente Khodi. Marque 1")
    rewords(house.line, "welcome", WELCOME)
    house.caller().dials().hears(WELCOME).does_not_hear("Línea urgente").presses("1").hears("Su caso es")
    before.presses("*").hears(WELCOME)  # and so does who is in the middle of a call
    assert len(house.tickets()) == 1


def test_the_same_in_english_and_each_language_by_itself(house: House) -> None:
    rewords(house.line, "welcome", ENGLISH, language="en")
    ortiz = house.caller().dials().hears("Línea urgente Khodi. Marque 1 si es crítico").does_not_hear(ENGLISH)
    ortiz.presses("9").hears(ENGLISH).presses("2").hears("Your case is")
    assert house.ticket().severity == "P2"


def test_a_message_says_what_the_admin_wrote_though_a_worker_sends_it(house: House) -> None:
    rewords(house.line, "text_opened", "Recibido: {case_number}, {severity}, hasta {until_clock}. {link}", kind="text")
    house.caller().dials().presses("1").hangs_up()
    house.told("+50244440001", "Recibido: 101, critico, hasta 02:25.")


def test_a_worker_that_only_sends_messages_hears_of_new_words(house: House) -> None:
    """The case was opened before the words were changed, and its message is sent after."""
    house.line.redis_is_down = True
    house.caller().dials().presses("1").hangs_up()
    house.line.redis_is_down = False
    rewords(house.line, "text_opened", "Recibido: {case_number}, {severity}, hasta {until_clock}. {link}", kind="text")
    house.told("+50244440001", "Recibido: 101")


def test_a_conversation_by_text_reads_the_new_words(house: House) -> None:
    rewords(house.line, "welcome", "Khodi: 1 crítico, 2 alto, 3 otra cosa, 9 English.", kind="text")
    ortiz = house.caller()
    ortiz.texts("hola").gets_text("Khodi: 1 critico, 2 alto")
    ortiz.texts("1").gets_text("Su caso es 101")


def test_an_engineer_hears_the_new_words_of_his_page(house: House) -> None:
    words = "Caso {severity}: marque 1 para tomarlo, 2 para pasarlo{to_hear}. {case}, {customer}, {age}.{others}"
    rewords(house.line, "page", words)
    house.caller().dials().presses("1")
    house.engineer("Dana").rings().hears("Caso crítico: marque 1 para tomarlo").presses("1").hears("es suyo")


def test_going_back_brings_the_shipped_words_and_an_earlier_version(house: House) -> None:
    rewords(house.line, "welcome", WELCOME)
    with house.line.reading() as session:
        first = wording.versions(session, "welcome")[0].id
    goes_back(house.line, "welcome")
    house.caller(STRANGER).dials().hears("Línea urgente Khodi. Marque 1").hangs_up()
    goes_back(house.line, "welcome", to=first)
    house.caller(STRANGER).dials().hears(WELCOME).hangs_up()
    with house.line.reading() as session:
        kept = [(row.words, row.made_by) for row in wording.versions(session, "welcome")]
    assert kept == [(WELCOME, "rosa@example.com"), (None, "rosa@example.com"), (WELCOME, "rosa@example.com")]


@pytest.mark.parametrize(("language", "key"), [("es", ""), ("en", "9")])
def test_a_recorded_prompt_is_played_in_place_of_the_voice_and_a_key_works_at_once(
    house: House, language: str, key: str
) -> None:
    media = wav(6)
    name = records(house.line, "welcome", media, language=language)
    ortiz = house.caller().dials()
    if key:
        ortiz.presses(key)
    assert heard_played(ortiz) == [f"http://127.0.0.1:8000/voice/said/{name}"]
    assert house.app.test_client().get(f"/voice/said/{name}").data == media
    ortiz.waits(7).does_not_hear("Khodi. Press 1")
    if language == "es":
        ortiz.hears("For English, press 9.").does_not_hear("Marque 1")
    ortiz.presses("1").hears("Su caso es" if language == "es" else "Your case is")
    assert house.ticket().severity == "P1"


def test_a_recording_says_nothing_in_a_text_and_the_written_words_stand(house: House) -> None:
    records(house.line, "welcome", wav(6))
    house.caller().texts("hola").gets_text("Responda con un numero")


def test_hanging_up_while_a_recording_plays_is_a_call_that_chose_nothing(house: House) -> None:
    records(house.line, "welcome", wav(6))
    ortiz = house.caller().dials().waits(1).hangs_up()
    assert ortiz.record.outcome == "abandoned" and house.tickets() == []


def test_going_back_from_a_recording_brings_the_voice(house: House) -> None:
    records(house.line, "welcome", wav(6))
    goes_back(house.line, "welcome", kind="recording")
    ortiz = house.caller().dials().hears("Línea urgente Khodi. Marque 1")
    assert heard_played(ortiz) == []


def test_trouble_is_said_by_the_voice_in_the_words_that_were_read_last(house: House) -> None:
    """A recording would be served from the rows that are out of reach then."""
    records(house.line, "welcome", wav(6))
    rewords(house.line, "one_moment", "Un momento, ya seguimos.")
    ortiz = house.caller().dials()

    def gone(*_: Any) -> None:
        raise OperationalError("", None, Exception("the database is away"))

    event.listen(house.line.engine, "before_cursor_execute", gone)
    try:
        answer = post(house, "/voice/turn/0", CallSid=ortiz.leg.sid, From="+50244440001", Digits="1")
    finally:
        event.remove(house.line.engine, "before_cursor_execute", gone)
    assert "Un momento, ya seguimos." in answer.text and "<Play" not in answer.text
    assert "key=1" in answer.text


def test_the_document_kept_at_the_carrier_says_the_new_words(house: House) -> None:
    rewords(house.line, "apology", "Tenemos un problema. Le comunicamos con un ingeniero de Khodi.")
    with house.line.reading() as session:
        _, book = directory.current(session)
    kept = twiml.kept_at_the_carrier(book, house.line.settings.caller_number)
    assert "un ingeniero de Khodi." in kept and "<Play" not in kept


def test_words_a_release_has_no_place_for_are_left_out_and_the_call_goes_on(house: House, caplog: Any) -> None:
    """As after an update that renamed a value, gave the question another key, or took the prompt away."""
    with house.line.transaction() as session:
        for slot, words in (
            (wording.Slot("es", "welcome", "say"), "Marque 1 o 2, {old_value}."),
            (wording.Slot("es", "describe", "say"), "Caso {case}: {severity}. Hable; 0 si fue por error."),
            (wording.Slot("es", "prompt_of_old", "say"), "Hola."),
            (wording.Slot("fr", "welcome", "say"), "Bonjour."),
            (wording.Slot("es", "gone", "say"), "Gracias, hasta luego."),
        ):
            wording.put(session, slot, words, None, "rosa@example.com", house.line.now())
    house.caller().dials().hears("Línea urgente Khodi. Marque 1").presses("1").hears("marque numeral")
    assert catalog("es").say("gone", {}) == "Gracias, hasta luego."
    assert "no longer fits" in caplog.text


def test_a_call_asks_no_question_more_with_changed_words_than_without(house: House, monkeypatch: Any) -> None:
    seen: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, query: Any, *rest: Any, **more: Any) -> Any:
        seen.append(str(query))
        return execute(cursor, query, *rest, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)

    def asked() -> list[str]:
        house.caller(STRANGER).dials().hangs_up()  # this process has read what there is to read
        seen.clear()
        house.caller(STRANGER).dials().presses("7").presses("3")
        return [each for each in seen if "prompt_recordings" not in each]  # fetched by the carrier, once in a year

    before = asked()
    rewords(house.line, "welcome", WELCOME)
    records(house.line, "not_understood", wav(2))
    assert before and asked() == before

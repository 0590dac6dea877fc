"""Photos and voice notes go with the case: fetched, looked at, never believed, and never in the way of a message."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests import servers
from tests.phones import NIGHT, ORTIZ, STRANGER, House, make_house
from tests.pictures import DRAWING, JPEG, PAGE, PDF, PNG, PROGRAM, VOICE_NOTE, ZIP
from tests.story.conftest import DIRECTORY
from voiceline.actions import purge_recordings
from voiceline.actions.keep_media import MOST_BYTES
from voiceline.actions.move_ticket import close_unvalidated, confirm, resolve
from voiceline.actions.tend_recordings import check_recordings, move_recordings
from voiceline.app import create_app
from voiceline.settings import Settings
from voiceline.simulator.texts import Medium
from voiceline.store import directory
from voiceline.store.attachments import Attachment

PHOTO = (JPEG, "image/jpeg")


@pytest.fixture(params=["database", "archive"])
def house(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[House]:
    """Each story twice: with the files in the database, and in a directory."""
    servers.empty(settings.database_url)
    place = None if request.param == "database" else str(tmp_path / "kept")
    built = make_house(create_app, replace(settings, recordings=place))
    with built.line.transaction() as session:
        directory.load(session, DIRECTORY, "directory.toml", "a story", NIGHT)
    built.rest()
    yield built
    built.line.close()


def attached(house: House) -> list[Any]:
    with house.line.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.id)))


def the_one(house: House) -> Any:
    (row,) = attached(house)
    return row


def theirs(house: House) -> Medium:
    """The carrier's copy."""
    return next(iter(house.carrier.media.values()))


def file_of(house: House, row: Any) -> bytes:
    return b"".join(house.line.archive(row.kept_in, "attachments").read(row.name))


def told(house: House, kind: str) -> list[Any]:
    return [event.detail for event in house.ticket().events if event.kind == kind]


def replies(house: House) -> list[str]:
    return [message.body for message in house.texts_to(ORTIZ)]


def test_a_photo_with_words_goes_with_the_case(house: House) -> None:
    house.caller().texts("hola").texts("1").texts("Miren lo que sale", media=[PHOTO])
    row = the_one(house)
    assert (row.ticket_number, row.state, row.content_type, row.size) == (101, "kept", "image/jpeg", len(JPEG))
    assert file_of(house, row) == JPEG and row.sha256 == hashlib.sha256(JPEG).hexdigest()
    assert row.kept_in == house.line.keeps_in
    assert house.ticket().summary == "Miren lo que sale"
    expected = {"attachment": row.id, "kind": "image", "type": "image/jpeg", "size": len(JPEG)}
    assert told(house, "attached") == [expected]
    assert theirs(house).deleted and row.deleted_at_carrier is not None
    assert "5024444" not in row.name and row.name not in row.url


def test_a_photo_first_waits_for_its_case(house: House) -> None:
    ortiz = house.caller().texts("", media=[PHOTO], channel="whatsapp")
    assert "Responda con un número" in replies(house)[-1]
    assert (the_one(house).state, the_one(house).ticket_number, theirs(house).deleted) == ("noted", None, False)
    assert house.line._phone._fetch.asked == []  # a phone without a case fills no shelf of ours
    ortiz.texts("1", channel="whatsapp")
    row = the_one(house)
    assert (row.state, row.ticket_number) == ("kept", 101) and file_of(house, row) == JPEG
    assert len(told(house, "attached")) == 1


def test_a_photo_without_words_is_a_description(house: House) -> None:
    ortiz = house.caller().texts("hola").texts("1").texts("", media=[PHOTO])
    assert house.events().count("described") == 1 and house.ticket().summary == ""
    ortiz.texts("No entra nadie desde las dos")
    assert house.ticket().summary == "No entra nadie desde las dos"
    assert len(house.tickets()) == 1


def test_a_voice_note_is_a_message_where_one_is_asked_for(house: House) -> None:
    ortiz = house.caller().texts("hola", channel="whatsapp").texts("3", channel="whatsapp")
    ortiz.texts("2", channel="whatsapp")
    ortiz.texts("", channel="whatsapp", media=[(VOICE_NOTE, "audio/ogg")])
    assert house.ticket().severity == "P3"
    assert the_one(house).content_type == "audio/ogg" and told(house, "attached")[0]["kind"] == "audio"


def test_a_photo_alone_goes_with_the_open_case_and_who_has_it_is_told(house: House) -> None:
    ortiz = house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    ortiz.texts("", media=[PHOTO])
    assert "queda en su caso 101" in replies(house)[-1]
    assert the_one(house).ticket_number == 101 and len(told(house, "attached")) == 1
    house.told("+50255550101", "foto, audio o archivo")


def test_a_photo_after_the_end_waits_for_the_next_case(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.does(resolve, "reinicio", by="dana")
    house.does(confirm, by="customer")
    ortiz.texts("", media=[PHOTO])
    assert the_one(house).ticket_number is None
    ortiz.texts("1")
    assert the_one(house).ticket_number == 102


def test_a_photo_before_urgent_words_goes_with_the_case_they_open(house: House) -> None:
    """Asked something else, she shows it and then says how grave it is: the conversation begins anew between."""
    ortiz = house.caller().texts("3").texts("", media=[PHOTO])
    house.time_passes(minutes=2)
    ortiz.texts("se cayó todo el sistema")
    assert (house.ticket().severity, the_one(house).ticket_number, the_one(house).state) == ("P1", 101, "kept")


def test_what_she_showed_another_day_stays_out_of_it(house: House) -> None:
    ortiz = house.caller().texts("3").texts("", media=[PHOTO])
    house.sleeps_until(house.clock.at + timedelta(hours=13))
    ortiz.texts("1")
    assert the_one(house).ticket_number is None


def test_a_photo_with_words_of_a_colleagues_case_goes_to_no_closed_one_of_hers(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.does(resolve, "reinicio", by="dana")
    house.does(confirm, by="customer")
    house.caller("+50224110007").dials().presses("1").hangs_up()
    ortiz.texts("se cayó todo", media=[PHOTO])
    assert the_one(house).ticket_number != 101


def test_a_photo_that_opens_a_case_again_is_with_it(house: House) -> None:
    ortiz = house.caller().texts("1").texts("no entra nadie")
    house.does(resolve, "reinicio", by="dana")
    house.does(confirm, by="customer")
    ortiz.texts("sigue fallando", media=[PHOTO])
    assert (house.ticket().status, the_one(house).ticket_number) == ("open", 101)


def test_an_album_answers_no_question_and_opens_nothing(house: House) -> None:
    """WhatsApp sends it as a message a photo; it is all in the case that is opened then."""
    ortiz = house.caller()
    for _ in range(6):
        ortiz.texts("", media=[PHOTO], channel="whatsapp")
    assert house.tickets() == [] and len(replies(house)) == 1
    ortiz.texts("2", channel="whatsapp")
    assert house.ticket().severity == "P2" and {row.state for row in attached(house)} == {"kept"}
    assert len(told(house, "attached")) == 6


def test_a_photo_is_her_word_on_a_case_that_waits_for_one(house: House) -> None:
    from voiceline.actions.move_ticket import ask_customer

    ortiz = house.caller().texts("hola").texts("2").texts("lento")
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(ask_customer, "¿Qué pantalla sale?", by="dana")
    house.time_passes(seconds=3)
    assert house.ticket().status == "waiting"
    ortiz.texts("", media=[(PNG, "image/png")])
    assert house.ticket().status == "acknowledged" and the_one(house).state == "kept"


@pytest.mark.parametrize(
    ("content", "declared", "reason"),
    [
        (PAGE, "image/jpeg", "not_what_it_says"),
        (DRAWING, "image/png", "not_what_it_says"),
        (ZIP, "image/jpeg", "not_what_it_says"),
        (PROGRAM, "audio/ogg", "not_what_it_says"),
        (PDF, "image/jpeg", "not_what_it_says"),
        (b"", "image/jpeg", "not_what_it_says"),
        (PAGE, "text/html", "kind_not_kept"),
        (DRAWING, "image/svg+xml", "kind_not_kept"),
        (ZIP, "application/octet-stream", "kind_not_kept"),
    ],
)
def test_a_file_that_lies_about_its_type_is_kept_out(house: House, content: bytes, declared: str, reason: str) -> None:
    house.caller().texts("hola").texts("1").texts("vea", media=[(content, declared)])
    row = the_one(house)
    assert (row.state, row.reason, row.kept_in) == ("refused", reason, None)
    with pytest.raises(Exception, match=r"no file|no such|archive"):
        list(house.line.archive(house.line.keeps_in, "attachments").read(row.name))
    assert told(house, "attachment_refused") == [{"attachment": row.id, "type": declared, "reason": reason}]
    assert not told(house, "attached") and house.ticket().summary == "vea"


def test_a_file_that_is_too_large_is_let_be(house: House) -> None:
    whole = JPEG + b"\x00" * (MOST_BYTES - len(JPEG))
    house.caller().texts("hola").texts("1").texts("vea", media=[(whole + b"\x00", "image/jpeg"), (whole, "image/jpeg")])
    large, fits = attached(house)
    assert (large.state, large.reason) == ("refused", "too_large") and (fits.state, fits.size) == ("kept", MOST_BYTES)


@pytest.mark.parametrize("trouble", ["media-500", "media-404", "media-timeout"])
def test_what_the_carrier_does_not_give_at_once_is_asked_for_again(house: House, trouble: str) -> None:
    house.carrier.faults.add(trouble, times=3)
    ortiz = house.caller().texts("hola").texts("1").texts("vea", media=[PHOTO])
    assert house.ticket().summary == "vea" and the_one(house).state == "noted"  # nothing waits for it
    ortiz.texts("y esto también")
    house.time_passes(seconds=30)
    assert the_one(house).state == "kept" and len(told(house, "attached")) == 1


@pytest.mark.parametrize(("gone", "reason"), [(True, "not_there"), (False, "carrier")])
def test_what_it_never_gives_is_lost_after_hours_and_said_so(house: House, gone: bool, reason: str) -> None:
    house.carrier.faults.add("media-404" if gone else "media-500", times=999)
    house.caller().texts("hola").texts("1").texts("vea", media=[PHOTO])
    house.engineer("Dana").rings().presses("1").hangs_up()
    for hours, state in ((11, "noted"), (2, "lost")):
        house.clock.move_to((house.line.now() + timedelta(hours=hours)).timestamp())
        house.sweep()
        assert the_one(house).state == state
    assert told(house, "attachment_lost")[0]["reason"] == reason


def test_a_repeated_webhook_attaches_nothing_twice(house: House) -> None:
    ortiz = house.caller().texts("hola").texts("1")
    ortiz.texts("vea", media=[PHOTO, (PNG, "image/png")], message_sid="SM" + "7" * 32)
    sent = [each for each in house.carrier.log if each.kind == "text"][-1]
    house.carrier.replay(sent)
    house.work()
    assert [row.content_type for row in attached(house)] == ["image/jpeg", "image/png"]
    assert len(told(house, "attached")) == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:8000/admin/tickets",
        "https://evil.example/2010-04-01/Accounts/AC{zeros}/Messages/MM{ones}/Media/ME{ones}",
        "https://api.twilio.com.evil.example/2010-04-01/Accounts/AC{zeros}/Messages/MM{ones}/Media/ME{ones}",
        "https://api.twilio.com@evil.example/2010-04-01/Accounts/AC{zeros}/Messages/MM{ones}/Media/ME{ones}",
        "https://api.twilio.com/2010-04-01/Accounts/AC{ones}/Messages/MM{ones}/Media/ME{ones}",
        "https://api.twilio.com/2010-04-01/Accounts/AC{zeros}/Messages/MM{ones}/Media/ME{ones}/../../x",
        "http://api.twilio.com/2010-04-01/Accounts/AC{zeros}/Messages/MM{ones}/Media/ME{ones}",
        "file:///etc/passwd",
        "ftp://api.twilio.com/x",
    ],
)
def test_an_address_that_is_not_our_carriers_is_never_asked(house: House, url: str) -> None:
    lie = url.format(zeros="0" * 32, ones="1" * 32)
    house.caller().texts("hola").texts("1").texts("vea", media=[(JPEG, "image/jpeg", lie)])
    assert (the_one(house).state, the_one(house).reason, the_one(house).url) == ("refused", "foreign", lie)
    assert house.line._phone._fetch.asked == []


def test_the_carrier_down_for_good_delays_no_page(house: House) -> None:
    house.carrier.faults.add("media-timeout", times=999)
    house.caller().texts("", media=[PHOTO]).texts("1", media=[PHOTO])
    house.engineer("Dana").rings().presses("1").hears("es suyo")


def test_the_carriers_copy_stays_until_ours_reads_back(house: House) -> None:
    house.caller().texts("hola").texts("1")
    house.line.redis_is_down = True
    house.carrier.text(ORTIZ, None, "vea", media=[PHOTO])
    do(house, "fetch_media")
    row = the_one(house)
    house.line.archive(row.kept_in, "attachments").put(row.name, b"something else")
    do(house, "delete_media")
    assert not theirs(house).deleted and file_of(house, row) == JPEG
    house.clock.move_to((house.line.now() + timedelta(minutes=1)).timestamp())
    do(house, "delete_media")
    assert theirs(house).deleted and the_one(house).can_be_seen


def do(house: House, kind: str) -> None:
    """The follow-ups of this kind that are due now, and nothing they lead to."""
    from voiceline.actions import follow_up
    from voiceline.store.follow_ups import FollowUp

    with house.line.reading() as session:
        ids = list(session.scalars(select(FollowUp.id).where(FollowUp.kind == kind, FollowUp.state == "pending")))
    assert ids
    for each in ids:
        follow_up.follow_up(house.line, each)


def purge(house: House, days: int) -> None:
    house.clock.move_to((NIGHT + timedelta(days=days)).timestamp())
    purge_recordings.arm_purge(house.line)
    house.work()


def test_when_its_time_is_over_the_file_goes_and_the_row_stays(house: House) -> None:
    house.caller().texts("hola").texts("1").texts("vea", media=[PHOTO])
    house.does(resolve, "reinicio")
    house.does(close_unvalidated)
    name, kept_in = the_one(house).name, the_one(house).kept_in
    for days, gone in ((364, False), (366, True)):
        purge(house, days)
        assert (the_one(house).purged_at is not None) is gone
    row = the_one(house)
    assert row.kept_in is None and row.sha256 and told(house, "attachment_purged") == [{"attachment": row.id}]
    with pytest.raises(Exception, match=r"no file|no such"):
        list(house.line.archive(kept_in, "attachments").read(name))


def test_files_move_out_of_the_database_and_are_held_against_their_sums(house: House, tmp_path: Path) -> None:
    house.caller().texts("hola").texts("1").texts("vea", media=[PHOTO])
    was_in_database = the_one(house).kept_in == "database"
    moved = make_house(create_app, replace(house.line.settings, recordings=str(tmp_path / "kept")))
    assert list(move_recordings(moved.line)) == [True] * was_in_database
    row = the_one(moved)
    assert row.kept_in == "archive" and (tmp_path / "kept" / row.name).read_bytes() == JPEG
    with moved.line.reading() as session:
        assert session.get_one(Attachment, row.id).media is None
    (tmp_path / "kept" / row.name).write_bytes(PAGE)
    assert list(check_recordings(moved.line)) == [False] and not the_one(moved).can_be_seen
    assert told(moved, "attachment_spoiled") == [{"attachment": row.id}]
    (tmp_path / "kept" / row.name).write_bytes(JPEG)
    assert list(check_recordings(moved.line)) == [True] and the_one(moved).can_be_seen
    moved.line.close()


def test_an_open_case_keeps_its_own(house: House) -> None:
    house.caller().texts("hola").texts("1").texts("vea", media=[PHOTO])
    house.engineer("Dana").rings().presses("1").hangs_up()
    purge(house, 800)
    assert the_one(house).can_be_seen


def test_what_was_never_kept_goes_at_the_carrier_when_its_time_is_over(house: House) -> None:
    house.caller(STRANGER).texts("", media=[PHOTO])
    purge(house, 364)
    assert not theirs(house).deleted
    purge(house, 366)
    assert theirs(house).deleted and the_one(house).purged_at is not None

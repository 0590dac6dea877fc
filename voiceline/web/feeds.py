"""Calendar feeds: a rotation's shifts, or an engineer's, for the calendar on his phone (RFC 5545), alarm included.

Times are UTC, which every client shows in its own zone. An event keeps its UID for as long as the shift begins when it
does, so a change of who is on moves no other event. No phone number of anybody is in it.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Directory, Rotation
from voiceline.domain.rotation import Shift, shifts
from voiceline.store import directory, feeds
from voiceline.web.guard import open_to_all, the_line

if TYPE_CHECKING:
    from icalendar import Event

BACK, AHEAD = timedelta(days=31), timedelta(days=183)
ALARM = timedelta(hours=1)  # before a shift
REFRESH = timedelta(hours=1)

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/calendar/<token>.ics")
@open_to_all  # the token is the guard: 192 random bits; made anew, the old address leads nowhere
def feed(token: str) -> Response:
    line = the_line()
    with line.reading() as session:
        found = feeds.by_token(session, token)
        if found is None:
            abort(404)
        _, book = directory.current(session)
    known = book.engineers if found.kind == "engineer" else book.rotations
    if found.name not in known:
        abort(404)
    body = calendar(book, found.kind, found.name, line.now())
    response = Response(body, mimetype="text/calendar", headers={"Cache-Control": "private, max-age=300"})
    response.add_etag()
    return response


def calendar(book: Directory, kind: str, name: str, now: datetime) -> bytes:
    """Who is on from a month ago to half a year ahead; of an engineer, only his own shifts."""
    from icalendar import Calendar  # three megabytes, where a calendar is asked for

    whole = Calendar()
    whole.add("prodid", "-//Voiceline//turnos//ES")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", f"{book.name}: {book.engineers[name].name if kind == 'engineer' else name}")
    whole.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for rotation in book.rotations.values():
        if kind == "rotation" and rotation.id != name:
            continue
        for shift in shifts(rotation, book.overrides, now - BACK, now + AHEAD, book.timezone):
            if shift.engineer and (kind == "rotation" or shift.engineer == name):
                whole.add_component(_event(book, rotation, shift))
    return bytes(whole.to_ical())


def _event(book: Directory, rotation: Rotation, shift: Shift) -> "Event":
    from icalendar import Alarm, Event

    engineer = book.engineers.get(shift.engineer or "")
    words = catalog(engineer.language if engineer else book.language)
    said = {"line": book.name, "rotation": rotation.id, "engineer": engineer.name if engineer else shift.engineer}
    event, alarm = Event(), Alarm()
    event.add("uid", f"{rotation.id}-{shift.start:%Y%m%dT%H%M%SZ}@voiceline")
    event.add("dtstamp", shift.start.astimezone(UTC))
    event.add("dtstart", shift.start.astimezone(UTC))
    event.add("dtend", shift.until.astimezone(UTC))
    event.add("summary", words.text("feed_shift", said))
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM)
    alarm.add("description", words.text("feed_alarm", said))
    event.add_component(alarm)
    return event

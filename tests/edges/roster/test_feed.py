"""The roster as a calendar's feed."""

from flask.testing import FlaskClient
from icalendar import Calendar

from tests.edges.roster.weeks import FRIDAY, NOW, SATURDAY, _utc, put
from tests.pages import token
from tests.phones import House
from voiceline.store import feeds


def test_a_feed_has_each_shift_with_an_alarm_an_hour_before(house: House) -> None:
    put(house, "luis")
    with house.line.transaction() as session:
        secret = feeds.token_of(session, "rotation", "primary", NOW)
        his = feeds.token_of(session, "engineer", "luis", NOW)
    client = house.app.test_client()
    answer = client.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200 and answer.mimetype == "text/calendar" and "502" not in answer.text
    events = list(Calendar.from_ical(answer.data).walk("VEVENT"))
    friday = next(e for e in events if e.decoded("dtstart") == _utc(FRIDAY))
    assert friday.decoded("dtend") == _utc(SATURDAY) and "Luis Soto" in friday["summary"]
    (alarm,) = friday.walk("VALARM")
    assert alarm.decoded("trigger").total_seconds() == -3600
    assert len({str(e["uid"]) for e in events}) == len(events)
    (only,) = Calendar.from_ical(client.get(f"/calendar/{his}.ics").data).walk("VEVENT")
    assert only.decoded("dtstart") == _utc(FRIDAY)
    assert client.get(f"/calendar/{secret}.ics", headers={"If-None-Match": answer.headers["ETag"]}).status_code in (
        200,
        304,
    )


def test_an_address_made_anew_ends_the_old_one(house: House, admin: FlaskClient) -> None:
    with house.line.transaction() as session:
        old = feeds.token_of(session, "engineer", "luis", NOW)
    form = {"kind": "engineer", "name": "luis", "csrf_token": token(admin)}
    assert admin.post("/admin/roster/feed", data=form).status_code == 303
    with house.line.transaction() as session:
        new = feeds.token_of(session, "engineer", "luis", NOW)
    client = house.app.test_client()
    assert new != old and client.get(f"/calendar/{old}.ics").status_code == 404
    assert client.get(f"/calendar/{new}.ics").status_code == 200

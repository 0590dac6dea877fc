"""The roster as people change it: by command, in admin, by the link of a swap, and as a calendar's feed."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from tests import servers
from tests.edges.commands.said import Said
from tests.houses import BOOK, settings_for
from tests.pages import EMAIL, log_in, seen, token
from tests.phones import House, make_house
from voiceline import __main__ as program
from voiceline.actions import edit_roster, look_for_gaps, rehearse, swap_shift
from voiceline.actions.edit_roster import RosterError
from voiceline.app import create_app
from voiceline.domain.directory import Override
from voiceline.domain.rotation import on_call
from voiceline.store import accounts, directory, feeds, roster

NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)  # Tuesday 10:00 in Guatemala
FRIDAY, SATURDAY = datetime(2026, 11, 27, 17), datetime(2026, 11, 28, 8)
SUNDAY = datetime(2026, 11, 29, 8)
TWO = BOOK.replace('members = ["dana"]', 'members = ["dana", "ana"]')


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    servers.empty(database_url)
    built = make_house(create_app, settings_for(database_url), NOW)
    with built.line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "a test", NOW)
        accounts.set_account(session, EMAIL, "admin", "una noche larga", NOW)
    built.rest()
    yield built
    built.line.close()


@pytest.fixture
def admin(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client).status_code == 302
    return client


def put(house: House, engineer: str, start: datetime = FRIDAY, until: datetime = SATURDAY) -> str:
    with house.line.transaction() as session:
        return edit_roster.put_override(session, [Override("primary", (engineer,), start, until)], "rosa", NOW)[0]


def on(house: House, local: datetime, rotation: str = "primary") -> str | None:
    with house.line.reading() as session:
        _, book = directory.current(session)
    at = local.replace(hour=local.hour + 1)
    return on_call(
        book.rotations[rotation], book.overrides, at.astimezone(UTC) if at.tzinfo else _utc(at), book.timezone
    )


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo("America/Guatemala")).astimezone(UTC)


def ask(house: House, other: str = "luis", back: tuple[datetime, datetime] | None = None) -> int:
    with house.line.transaction() as session:
        swap = swap_shift.propose(session, "primary", "dana", other, (FRIDAY, SATURDAY), back, "dana", house.line.now())
        return swap.id


# What people change stands beside the file.


def test_a_change_is_in_force_at_once_and_can_be_taken_back(house: House) -> None:
    change = put(house, "luis")
    assert on(house, FRIDAY) == "luis" and on(house, SATURDAY) == "dana"
    with house.line.transaction() as session:
        edit_roster.take_back(session, change, "rosa", NOW)
    assert on(house, FRIDAY) == "dana"
    with house.line.reading() as session:
        added, gone = [(a, g) for _, by, a, g in directory.history(session) if by == "rosa"][::-1]
    assert [len(each) for each in (*added, *gone)] == [1, 0, 0, 1]


def test_a_new_file_keeps_the_changes_and_says_which_it_cannot(house: House) -> None:
    put(house, "luis")
    with house.line.transaction() as session:
        _, warnings = directory.load(session, BOOK + "\n# the same, with a word more\n", "new.toml", "rosa", NOW)
    assert on(house, FRIDAY) == "luis" and not any("se quitó" in each for each in warnings)
    gone = BOOK.replace('id = "primary"', 'id = "first"').replace('["primary"]', '["first"]')
    with house.line.transaction() as session:
        _, warnings = directory.load(session, gone, "new.toml", "rosa", NOW)
    assert any("se quitó el cambio «primary: luis, 2026-11-27 17:00 – 2026-11-28 08:00»" in each for each in warnings)


def test_of_a_past_moment_what_was_in_force_then_is_said(house: House) -> None:
    with house.line.transaction() as session:
        edit_roster.put_override(
            session, [Override("primary", ("luis",), datetime(2026, 11, 20), SATURDAY)], "rosa", NOW.replace(day=26)
        )
    with house.line.reading() as session:
        then, now = (directory.at(session, NOW.replace(day=day)) for day in (25, 27))
        first = directory.at(session, NOW.replace(year=2020))
    assert len(then.overrides) == 0 and len(now.overrides) == 1 and first.name == then.name


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        (Override("nothing", ("luis",), FRIDAY, SATURDAY), "no_such_rotation"),
        (Override("primary", ("nobody",), FRIDAY, SATURDAY), "no_such_engineer"),
        (Override("primary", (), FRIDAY, SATURDAY), "nobody"),
        (Override("primary", ("luis",), SATURDAY, FRIDAY), "ends_before_it_begins"),
        (Override("primary", ("luis",), datetime(2026, 1, 1), datetime(2026, 1, 2)), "is_over"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(house: House, override: Override, reason: str) -> None:
    with pytest.raises(RosterError, match=reason), house.line.transaction() as session:
        edit_roster.put_override(session, [override], "rosa", NOW)
    with house.line.reading() as session:
        assert directory.changes_in_force(session) == []


def test_two_changes_at_once_are_both_kept(house: House) -> None:
    together = Barrier(2, timeout=10)

    def change(engineer: str) -> None:
        with house.line.transaction() as session:
            together.wait()
            edit_roster.put_override(session, [Override("primary", (engineer,), FRIDAY, SATURDAY)], engineer, NOW)

    threads = [Thread(target=change, args=(each,)) for each in ("luis", "ana")]
    [each.start() for each in threads]
    [each.join() for each in threads]
    with house.line.reading() as session:
        assert sorted(each["by"] for each in directory.changes_in_force(session)) == ["ana", "luis"]


# Swaps.


def test_a_swap_counts_when_the_other_says_yes_and_not_before(house: House) -> None:
    number = ask(house)
    house.work()
    said = house.told("+50255550401", "Dana Cruz le pide cubrir su turno 27/11 17:00 - 28/11 08:00")
    assert on(house, FRIDAY) == "dana"
    path = "/s/" + said.rpartition("/s/")[2]
    client = house.app.test_client()
    assert "¿Acepta?" in client.get(path).text and on(house, FRIDAY) == "dana"  # looking changes nothing
    assert "Queda así: Luis Soto por Dana Cruz" in client.post(path, data={"answer": "yes"}).text
    assert on(house, FRIDAY) == "luis" and on(house, SATURDAY) == "dana"
    assert "Queda así" in client.post(path, data={"answer": "no"}).text and on(house, FRIDAY) == "luis"
    house.told("+50255550101", "queda Luis Soto por Dana Cruz")
    with pytest.raises(RosterError, match="swap_is_accepted"), house.line.transaction() as session:
        swap_shift.decline(session, number, "luis", NOW)


def test_an_exchange_moves_both(house: House) -> None:
    house.loads(TWO)
    monday, tuesday = datetime(2026, 11, 30, 8), datetime(2026, 12, 1, 8)
    mine = on(house, FRIDAY)
    theirs = on(house, monday)
    assert {mine, theirs} == {"dana", "ana"}
    with house.line.transaction() as session:
        swap = swap_shift.propose(
            session, "primary", str(mine), str(theirs), (FRIDAY, SATURDAY), (monday, tuesday), "x", NOW
        )
        swap_shift.accept(session, swap.id, str(theirs), NOW)
    assert (on(house, FRIDAY), on(house, monday), on(house, tuesday)) == (theirs, mine, theirs)


def test_what_is_no_longer_his_to_give_cannot_be_taken(house: House) -> None:
    number = ask(house)
    put(house, "ana")
    with pytest.raises(RosterError, match="not_his"), house.line.transaction() as session:
        swap_shift.accept(session, number, "luis", NOW)
    assert on(house, FRIDAY) == "ana"


def test_without_an_answer_it_lapses_when_it_begins(house: House) -> None:
    ask(house)
    house.sleeps_until(_utc(FRIDAY).replace(minute=1))
    with house.line.reading() as session:
        assert [each.state for each in roster.swaps(session)] == ["lapsed"]
    house.told("+50255550101", "Luis Soto no respondio: su turno 27/11 17:00 - 28/11 08:00 sigue siendo suyo")
    assert on(house, FRIDAY) == "dana"


@pytest.mark.parametrize(("other", "reason"), [("dana", "with_himself"), ("nobody", "no_such_engineer")])
def test_a_swap_that_cannot_be_is_not_asked(house: House, other: str, reason: str) -> None:
    with pytest.raises(RosterError, match=reason):
        ask(house, other)


def test_of_two_answers_in_the_same_instant_one_stands(house: House) -> None:
    number, said, together = ask(house), [], Barrier(2, timeout=10)

    def answer(act: str) -> None:
        try:
            with house.line.transaction() as session:
                together.wait()
                said.append(getattr(swap_shift, act)(session, number, "luis", NOW).state)
        except RosterError as error:
            said.append(error.reason)

    threads = [Thread(target=answer, args=(each,)) for each in ("accept", "decline")]
    [each.start() for each in threads]
    [each.join() for each in threads]
    winner = next(each for each in said if not each.startswith("swap_is"))
    assert sorted(said) == sorted([winner, f"swap_is_{winner}"])
    assert on(house, FRIDAY) == ("luis" if winner == "accepted" else "dana")


def test_the_step_that_begins_after_a_swap_rings_the_new_engineer(house: House) -> None:
    """A case that rings Dana on Friday night goes on to whoever is on for her when its round begins again."""
    number = ask(house)
    house.sleeps_until(_utc(FRIDAY).replace(minute=0) - timedelta(minutes=1))
    with house.line.transaction() as session:
        swap_shift.accept(session, number, "luis", house.line.now())
    house.sleeps_until(_utc(FRIDAY) + timedelta(minutes=5))
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Luis").is_rung()
    house.engineer("Dana").is_not_rung()


# Gaps.


def test_a_gap_and_a_phone_out_of_reach_are_told_once_a_day_while_they_last(house: House) -> None:
    late = BOOK.replace(
        'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-01-05',
        'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-12-01',
    )
    loaded = house.loads(late)
    assert any("secondary: nadie de turno del" in each for each in loaded.warnings)
    for day in (25, 26):
        house.sleeps_until(NOW.replace(day=day, hour=13, minute=55))
        look_for_gaps.arm_daily_look(house.line)
        house.sleeps_until(NOW.replace(day=day, hour=14, minute=5))
    told = [m for m in house.texts_to("+50255550301") if "huecos de turno" in m.body]
    assert len(told) == 2 and "secondary" in told[0].body
    house.loads(BOOK)
    house.sleeps_until(NOW.replace(day=27, hour=13, minute=55))
    look_for_gaps.arm_daily_look(house.line)
    house.sleeps_until(NOW.replace(day=27, hour=14, minute=5))
    assert len([m for m in house.texts_to("+50255550301") if "huecos de turno" in m.body]) == 2


def test_who_could_not_be_reached_on_any_phone_is_named(house: House, admin: FlaskClient) -> None:
    house.carrier.phones["+50255550201"] = "unreachable"
    with house.line.transaction() as session:
        _, book = directory.current(session)
        assert look_for_gaps.out_of_reach(session, book) == []  # nobody has tried yet
        rehearse.rehearse(session, book, ["lee"], house.line.now())
    house.time_passes(seconds=5)
    with house.line.reading() as session:
        assert look_for_gaps.out_of_reach(session, book) == ["lee"]
    for page in ("/admin/roster", "/admin/ready"):
        assert "Lee Pérez: no se alcanza ninguno de sus teléfonos" in seen(admin.get(page).text)


# In admin.


def look(admin: FlaskClient, **form: object) -> dict[str, object]:
    """What the page that is looked at before saving would send."""
    page = admin.get("/admin/roster/change", query_string={**form, "look": "1"})
    assert page.status_code == 200, seen(page.text)
    (version,) = re.findall(r'name="seen" value="(\d+)"', page.text)
    return {**form, "seen": version, "csrf_token": token(admin)}


def test_the_page_shows_who_is_on_and_takes_a_change(house: House, admin: FlaskClient) -> None:
    assert "Dana Cruz" in admin.get("/admin/roster").text
    form = {"rotation": "primary", "members": "luis", "from": "2026-11-27T17:00", "until": "2026-11-28T08:00"}
    answer = admin.post("/admin/roster/override", data=look(admin, **form))
    assert answer.status_code == 303 and on(house, FRIDAY) == "luis"
    page = seen(admin.get("/admin/roster").text)
    assert "primary: luis, 2026-11-27 17:00 – 2026-11-28 08:00" in page and EMAIL in page


def test_a_form_that_cannot_be_taken_comes_back_and_says_why(house: House, admin: FlaskClient) -> None:
    form = {"rotation": "primary", "members": "luis", "from": "2026-11-28T17:00", "until": "2026-11-28T08:00"}
    answer = admin.post("/admin/roster/override", data={**form, "csrf_token": token(admin)})
    assert answer.status_code == 422 and "Debe terminar después de empezar" in answer.text
    assert 'value="2026-11-28T17:00"' in answer.text
    for path in ("/admin/roster/nothing",):
        assert admin.post(path, data={"csrf_token": token(admin)}).status_code == 404


def test_a_temporary_schedule_by_form(house: House, admin: FlaskClient) -> None:
    form = {"rotation": "primary", "members": ["luis", "ana", ""], "count": "12", "unit": "hours"}
    when = {"from": "2026-11-28T08:00", "until": "2026-11-30T08:00", "kind": "turns"}
    assert admin.post("/admin/roster/override", data=look(admin, **form, **when)).status_code == 303
    assert [on(house, SATURDAY), on(house, datetime(2026, 11, 28, 20)), on(house, SUNDAY)] == ["luis", "ana", "luis"]


def test_a_viewer_sees_and_changes_nothing(house: House) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "v@example.com", "viewer", "una noche larga", NOW)
    client = house.app.test_client()
    log_in(client, "v@example.com")
    assert "<h2" in client.get("/admin/roster").text and "Cambiar un turno" not in client.get("/admin/roster").text
    assert client.post("/admin/roster/override", data={"csrf_token": token(client)}).status_code == 403


@pytest.mark.parametrize("week", ["2026-02-31", "x", "1900-01-01"])
def test_a_week_that_is_none_is_no_page(admin: FlaskClient, week: str) -> None:
    assert admin.get(f"/admin/roster?day={week}").status_code == 404


# As a calendar.


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


# By command.


@pytest.fixture
def command(house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    settings = house.line.settings
    values = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "PUBLIC_URL": settings.public_url}
    values |= {"LINE_NUMBER": settings.line_number, "TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "x"}
    for name, value in {**values, "SECRET_KEY": "x"}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Said:
        capsys.readouterr()
        try:
            code = program.main(words)
        except SystemExit as ended:
            code = int(str(ended.code))
        return Said(code, *capsys.readouterr())

    return run


def test_the_roster_by_command(house: House, command) -> None:  # type: ignore[no-untyped-def]
    said = command("roster", "override", "primary", "luis", "2099-11-27T17:00", "2099-11-28T08:00")
    change = said.out.split("cambio ")[1].split(".")[0]
    shown = json.loads(command("roster", "show", "--from", "2099-11-27T12:00", "--weeks", "1", "--json").out)
    luis = next(each for each in shown["shifts"] if each["engineer"] == "luis")
    assert luis["change"] == change and luis["start"] == "2099-11-27T17:00:00-06:00" and shown["gaps"] == []
    assert "Luis Soto" in command("roster", "show", "--from", "2099-11-27T12:00").out
    assert json.loads(command("who", "2099-11-27T20:00", "--json").out)["steps"][0]["engineers"] == ["luis"]
    assert command("roster", "take-back", change).code == 0
    assert command("roster", "take-back", change).is_one_line
    turns = ("--members", "luis,ana", "--every", "12 hours")
    assert command("roster", "schedule", "primary", "2099-11-27T08:00", "2099-11-28T08:00", *turns).code == 0
    assert json.loads(command("who", "2099-11-27T21:00", "--json").out)["steps"][0]["engineers"] == ["ana"]
    assert command("roster", "feed", "engineer", "luis").out.startswith("http://127.0.0.1:8000/calendar/")


def test_a_swap_by_command(house: House, command) -> None:  # type: ignore[no-untyped-def]
    said = command("roster", "swap", "primary", "dana", "luis", "2099-11-27T17:00", "2099-11-28T08:00")
    number = said.out.split("permuta ")[1].split(".")[0]
    assert command("roster", "accept", number).out == "Aceptada: ya rige.\n"
    assert command("roster", "accept", number).is_one_line
    assert json.loads(command("who", "2099-11-27T20:00", "--json").out)["steps"][0]["engineers"] == ["luis"]


@pytest.mark.parametrize(
    "words",
    [
        ("override", "nothing", "luis", "2099-01-01", "2099-01-02"),
        ("override", "primary", "nobody", "2099-01-01", "2099-01-02"),
        ("override", "primary", "luis", "2099-01-02", "2099-01-01"),
        ("override", "primary", "luis", "mañana", "2099-01-01"),
        ("schedule", "primary", "2099-01-01", "2099-01-02", "--members", "luis,ana", "--every", "a while"),
        ("accept", "999"),
        ("accept", "x"),
        ("feed", "engineer", "nobody"),
        ("feed", "dog", "luis"),
    ],
)
def test_every_mistake_is_one_line(command, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    assert command("roster", *words).is_one_line

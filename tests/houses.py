"""A line over rows of its own, with its directory: alone, or after one night lived through the whole app."""

from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from tests import servers
from tests.pages import EMAIL, PASSWORD
from tests.phones import NIGHT, House, make_house
from voiceline.app import create_app
from voiceline.settings import Settings
from voiceline.store import accounts, directory, passwords

BOOK = (Path(__file__).parent / "story" / "directory.toml").read_text(encoding="utf-8")


def settings_for(database_url: str, public_url: str = "http://127.0.0.1:8000") -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PUBLIC_URL": public_url,
            "LINE_NUMBER": "+50256305476",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "demo-token",
            "SECRET_KEY": "a night in the house",
            "CALLS_PER_SECOND": "1000",
        }
    )


def a_house(database_url: str, book: str = BOOK, start: datetime = NIGHT) -> House:
    """On no rows but its directory and an account of each role; the admin's is ``EMAIL``."""
    servers.empty(database_url)
    house = make_house(create_app, settings_for(database_url), start)
    with house.line.transaction() as session:
        directory.load(session, book, "directory.toml", "a test", start)
        people_of_every_role(session, start)
    return house


def people_of_every_role(session: Session, now: datetime) -> None:
    for role in accounts.ROLES:
        email = EMAIL if role == "admin" else f"{role}@example.com"
        accounts.make_account(session, email, role, now).password_hash = password_hash()


@cache
def password_hash() -> str:
    """Made once: it is meant to take long."""
    return passwords.hashed(PASSWORD)


def a_night(database_url: str) -> House:
    """Ms. Ortiz presses 1; Dana sleeps through both her phones; Lee takes it. A stranger hangs up; nobody takes 102."""
    house = a_house(database_url)
    ortiz = house.caller().dials().waits(4).presses("1")
    dana, lee = house.engineer("Dana"), house.engineer("Lee")
    dana.is_rung(on=1)
    ortiz.says("se cayó todo")
    dana.will_be_rung(on=2)
    ortiz.presses("#").waits_until("queue")
    lee.will_be_rung(within=60).waits(5).rings().waits(6).presses("1")
    house.time_passes(seconds=40)
    lee.hangs_up()
    ortiz.hangs_up()
    house.caller("+50255559999").dials().waits(3).hangs_up()
    house.time_passes(minutes=2)
    house.caller("+50244440002").dials().presses("2").waits(30).hangs_up()
    house.time_passes(minutes=8)
    return house

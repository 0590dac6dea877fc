"""What is asked of the carrier: the account, its numbers, where they lead."""

from collections.abc import Callable

import pytest

from tests.edges.doctor.patient import BOOK, LINE, NOWHERE, OTHER, House
from voiceline import __main__ as program
from voiceline.simulator.__main__ import fall_back_to
from voiceline.simulator.account import Account
from voiceline.store import directory


def test_a_wrong_token(house: House) -> None:
    house.set(TWILIO_AUTH_TOKEN="not-the-token")
    found = house.examined()
    assert found.bad == {"account"} and "rechaza las claves" in found.says("account")
    told = {"balance", "geo_permission", "line_number", "caller_number", "sms_number", "webhooks", "fallback"}
    assert found.doubtful == told | {"clock_carrier"}
    assert all("código 20003" in found.says(name) for name in found.doubtful)


def test_nobody_at_the_carriers_address(house: House) -> None:
    house.set(TWILIO_API_URL=f"http://{NOWHERE}")
    found = house.examined()
    assert found.bad == {"account"} and "TWILIO_API_URL" in found.says("account")


def change_nothing(account: Account) -> None:
    """As it is."""


def suspend(account: Account) -> None:
    account.status = "suspended"


def on_trial(account: Account) -> None:
    account.type = "Trial"


def no_guatemala(account: Account) -> None:
    account.dialable.clear()


def poor(account: Account) -> None:
    account.balance = "19.99"


def broke(account: Account) -> None:
    account.balance = "4.99"


def in_euros(account: Account) -> None:
    account.currency = "EUR"


@pytest.mark.parametrize(
    ("change", "name", "state", "words"),
    [
        (change_nothing, "account", "ok", "activa"),
        (suspend, "account", "bad", "suspendida"),
        (on_trial, "account", "warning", "de prueba"),
        (no_guatemala, "geo_permission", "bad", "permisos geográficos"),
        (poor, "balance", "warning", "19.99 USD"),
        (broke, "balance", "bad", "Recargue"),
        (in_euros, "balance", "warning", "EUR"),
    ],
)
def test_an_account_that_ails(
    house: House, change: Callable[[Account], None], name: str, state: str, words: str
) -> None:
    change(house.account)
    found = house.examined()
    assert found.state(name) == state and words in found.says(name)
    assert found.bad == ({name} if state == "bad" else set()) and found.code == (state == "bad")


def test_a_phone_in_a_country_that_may_not_be_called(house: House) -> None:
    words = BOOK.read_text(encoding="utf-8").replace('phones = ["+50255550201"]', 'phones = ["+50370001234"]')
    with house.line.transaction() as session:
        directory.load(session, words, BOOK.name, "test", house.line.now())
    found = house.examined()
    said = found.says("geo_permission")
    assert found.bad == {"geo_permission"}
    assert "Lee Pérez (+503…234)" in said and "marque El Salvador" in said
    house.account.dialable.add("SV")
    assert house.examined().says("geo_permission") == "la cuenta puede llamar a Guatemala, El Salvador → "


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"voice_url": "https://elsewhere.example.com/x"}, "VoiceUrl es https://elsewhere.example.com/x"),
        ({"voice_method": "GET"}, "VoiceUrl va por GET"),
        ({"status_callback": ""}, "StatusCallback está vacía"),
        ({"sms_url": ""}, "SmsUrl está vacía"),
    ],
)
def test_a_number_that_leads_elsewhere(house: House, changes: dict[str, str], words: str) -> None:
    for name, value in changes.items():
        setattr(house.number, name, value)
    found = house.examined()
    assert found.bad == {"webhooks"} and words in found.says("webhooks")
    assert f"{house.environment['PUBLIC_URL']}/voice/incoming" in found.says("webhooks")


def test_a_url_may_carry_the_carriers_patience(house: House) -> None:
    house.number.voice_url += "#rc=2&ct=2000"
    assert house.examined().healthy


def test_an_application_overrides_what_the_number_says(house: House) -> None:
    house.number.voice_application_sid = "AP" + "0" * 32
    found = house.examined()
    assert found.doubtful == {"webhooks"} and "AP0" in found.says("webhooks")


def test_a_line_number_of_another_carrier_is_normal(house: House) -> None:
    """+502 5… is not sold by the carrier: it reaches us by forwarding, through a number that is the account's."""
    house.set(CALLER_NUMBER=OTHER)
    door = house.account.numbers.pop(LINE)
    door.number = OTHER
    house.account.own([door])
    house.capsys.readouterr()
    assert program.main(["fallback"]) == 0
    fall_back_to(house.carrier, house.capsys.readouterr().out)  # which shows the caller number
    found = house.examined()
    assert found.healthy and not found.doubtful, found.words
    assert "no es del operador" in found.says("line_number") and "+150…006" in found.says("line_number")


def test_nothing_of_the_account_leads_to_us(house: House) -> None:
    house.account.numbers.clear()
    house.account.verified.append(LINE)
    found = house.examined()
    assert found.state("line_number") == "warning" and "BYOC" in found.says("line_number")
    assert found.state("caller_number") == "ok" and "verificado" in found.says("caller_number")
    assert found.bad == {"sms_number"}  # a verified number may be shown, and cannot text


def test_a_caller_number_that_is_nobodys(house: House) -> None:
    house.set(CALLER_NUMBER="+50255550999", SMS_NUMBER=LINE)
    found = house.examined()
    assert "caller_number" in found.bad and "sms_number" not in found.bad

"""The document the carrier keeps for the day this app does not answer."""

import pytest

from tests.edges.doctor.patient import BOOK, NOWHERE, House
from voiceline.settings import Settings
from voiceline.store import directory
from voiceline.telephony.inspection import Inspection
from voiceline.telephony.phone import CarrierError


def test_a_stale_fallback(house: House) -> None:
    words = BOOK.read_text(encoding="utf-8").replace("+50255550401", "+50255550999")
    with house.line.transaction() as session:
        assert directory.load(session, words, BOOK.name, "test", house.line.now())[0]
    found = house.examined()
    assert found.bad == {"fallback"} and "no dice lo de hoy" in found.says("fallback")
    assert "voiceline fallback" in found.says("fallback")


def test_a_fallback_is_the_same_however_it_is_laid_out(house: House) -> None:
    (kept,) = house.account.bins
    house.account.bins[kept] = house.account.bins[kept].replace("><", ">\n  <").split("?>")[1]
    assert house.examined().healthy


@pytest.mark.parametrize(
    ("url", "state", "words"),
    [
        ("", "bad", "no tiene"),
        ("{public}/voice/fallback", "warning", "cae con ella"),
        ("{carrier}/twiml/EHgone", "bad", "404"),
        (f"http://{NOWHERE}/twiml", "warning", "no hay conexión"),
    ],
)
def test_a_fallback_that_would_not_help(house: House, url: str, state: str, words: str) -> None:
    places = {"public": house.environment["PUBLIC_URL"], "carrier": house.environment["TWILIO_API_URL"]}
    house.number.voice_fallback_url = url.format(**places)
    found = house.examined()
    assert found.state("fallback") == state and words in found.says("fallback")
    assert found.bad | found.doubtful == {"fallback"}


def test_while_rotating_whichever_token_is_the_accounts_opens_the_document(house: House) -> None:
    rotating = {**house.environment, "TWILIO_AUTH_TOKEN": f"the-next-token,{house.environment['TWILIO_AUTH_TOKEN']}"}
    inspection = Inspection(Settings.from_environment(rotating), house.line.now)
    (kept,) = house.account.bins.values()
    assert inspection.document(house.number.voice_fallback_url) == kept
    stranger = Settings.from_environment({**house.environment, "TWILIO_AUTH_TOKEN": "a-strangers-token"})
    with pytest.raises(CarrierError, match="401"):
        Inspection(stranger, house.line.now).document(house.number.voice_fallback_url)

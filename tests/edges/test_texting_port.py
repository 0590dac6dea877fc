"""What every carrier of messages owes the line, asked of each: Twilio's adapter over the simulator, and the SIM's."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

import pytest

from tests.edges.telephony.carrier import SETTINGS
from tests.phones import NIGHT
from tests.sim_phone import PASSWORD, SimPhone, sim_phone
from tests.wires import ToCarrier
from voiceline.settings import Settings
from voiceline.simulator.carrier import Carrier, Config, ManualClock, WebResponse
from voiceline.telephony.contents import host_of
from voiceline.telephony.phone import CarrierError, Template, Texting
from voiceline.telephony.sim_gateway import SimGateway
from voiceline.telephony.twilio_phone import TwilioPhone

ANA = "+50244440001"
NOBODY = "127.0.0.1:1"
TEMPLATE = "HX" + "0" * 32


class Way(Protocol):
    """A carrier with its adapter, and what only its maker knows."""

    texting: Texting

    @property
    def arrived(self) -> list[tuple[str, str]]: ...

    def fails(self, how: str) -> None:
        """The next request to send ends so: ``500``, ``429``, ``unheard`` (done, and no answer)."""

    def with_wrong_keys(self) -> tuple[Texting, str]:
        """The same adapter with other credentials, and those."""

    def with_nobody_there(self) -> Texting: ...


class Nowhere:
    def send(self, request, done) -> None:
        done(WebResponse(204, b"", "", None))


class ByTwilio:
    def __init__(self) -> None:
        config = Config(
            account_sid=SETTINGS.account_sid,
            auth_token=SETTINGS.auth_tokens[0],
            line_number=SETTINGS.line_number,
            voice_url="https://line.example.com/voice/incoming",
            voice_status_url="https://line.example.com/voice/status",
            voice_fallback_url="https://line.example.com/voice/fallback",
            text_url="https://line.example.com/text/incoming",
            sms_number=SETTINGS.sms_number,
            whatsapp_number=None,
        )
        self._carrier = Carrier(config, ManualClock(NIGHT), Nowhere(), strict=True)
        self._carrier.templates.add("abierto", "Caso {{1}} ({{2}})", sid=TEMPLATE)
        self.texting = self._over(SETTINGS)

    @property
    def arrived(self) -> list[tuple[str, str]]:
        return [(message.to, message.body) for message in self._carrier.messages]

    def fails(self, how: str) -> None:
        self._carrier.faults.add({"unheard": "message-timeout"}.get(how, f"message-{how}"))

    def with_wrong_keys(self) -> tuple[Texting, str]:
        return self._over(replace(SETTINGS, auth_tokens=("another-token",))), "another-token"

    def with_nobody_there(self) -> Texting:
        return TwilioPhone(replace(SETTINGS, carrier_api_url=f"http://{NOBODY}"))

    def _over(self, settings: Settings) -> TwilioPhone:
        return TwilioPhone(settings, http_client=ToCarrier(self._carrier))


@dataclass
class BySim:
    phone: SimPhone

    def __post_init__(self) -> None:
        self.texting = self._at(self.phone.url)

    @property
    def arrived(self) -> list[tuple[str, str]]:
        return self.phone.sent

    def fails(self, how: str) -> None:
        self.phone.trouble.append(how if how == "unheard" else int(how))

    def with_wrong_keys(self) -> tuple[Texting, str]:
        return self._at(self.phone.url.replace(PASSWORD, "another-password")), "another-password"

    def with_nobody_there(self) -> Texting:
        return self._at(f"http://{PASSWORD}:{PASSWORD}@{NOBODY}")

    def _at(self, url: str) -> SimGateway:
        return SimGateway(replace(SETTINGS, sim_gateway_url=url))


@pytest.fixture(params=["twilio", "sim"])
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    if request.param == "twilio":
        yield ByTwilio()
        return
    with sim_phone() as phone:
        yield BySim(phone)


def send(texting: Texting, name: str = "token-1", to: str = ANA, body: str = "Su caso es 101", by: str = "sms") -> str:
    return texting.text(by, to, body, f"https://line.example.com/text/{name}/status", 300, name)


def find(way: Way, name: str = "token-1", body: str = "Su caso es 101") -> str | None:
    found = way.texting.find_texts("sms", ANA, body, NIGHT - timedelta(seconds=1), name)
    return found[0] if found else None


def test_what_is_sent_arrives_once_as_it_was_given_and_is_found_again(way: Way) -> None:
    sid = send(way.texting, body="¿Ya quedó? Responda SÍ o NO")
    assert sid and way.arrived == [(ANA, "¿Ya quedó? Responda SÍ o NO")]
    assert find(way, body="¿Ya quedó? Responda SÍ o NO") == sid


def test_two_messages_are_two(way: Way) -> None:
    assert send(way.texting) != send(way.texting, "token-2", body="Le atiende Dana Cruz")
    assert len(way.arrived) == 2


def test_what_was_never_sent_is_not_found(way: Way) -> None:
    assert find(way) is None
    send(way.texting, "token-2", body="Le atiende Dana Cruz")
    assert find(way) is None


@pytest.mark.parametrize(("how", "unknown"), [("500", True), ("429", False)])
def test_what_may_pass_is_temporary_and_the_next_try_arrives(way: Way, how: str, unknown: bool) -> None:
    way.fails(how)
    with pytest.raises(CarrierError) as caught:
        send(way.texting)
    assert (caught.value.temporary, caught.value.unknown) == (True, unknown) and caught.value.code
    assert way.arrived == [] and find(way) is None
    send(way.texting)
    assert len(way.arrived) == 1


def test_an_answer_that_never_came_is_unknown_and_the_message_is_found(way: Way) -> None:
    way.fails("unheard")
    with pytest.raises(CarrierError) as caught:
        send(way.texting)
    assert caught.value.temporary and caught.value.unknown
    assert find(way) and len(way.arrived) == 1


def test_a_number_that_is_none_is_refused_for_good_and_not_told(way: Way) -> None:
    with pytest.raises(CarrierError) as caught:
        send(way.texting, to="+5022")
    assert not caught.value.temporary and caught.value.code and "5022" not in str(caught.value)


def test_wrong_keys_are_refused_for_good_and_not_told(way: Way) -> None:
    texting, secret = way.with_wrong_keys()
    with pytest.raises(CarrierError) as caught:
        send(texting)
    assert not caught.value.temporary and caught.value.code == ("401" if isinstance(way, BySim) else "20003")
    assert secret not in f"{caught.value} {caught.value.__cause__}"


def test_nobody_there_is_temporary_also_when_it_is_looked_for(way: Way) -> None:
    away = way.with_nobody_there()
    for ask in (lambda: send(away), lambda: away.find_texts("sms", ANA, "x", NIGHT, "token-1")):
        with pytest.raises(CarrierError) as caught:
            ask()
        assert caught.value.temporary and PASSWORD not in str(caught.value)


def test_a_template_goes_with_its_variables_or_not_at_all(way: Way) -> None:
    template = Template(TEMPLATE, {"1": "101", "2": "crítico"})
    place = ("https://line.example.com/text/token-1/status", 300, "token-1")
    if isinstance(way, BySim):
        with pytest.raises(CarrierError) as caught:
            way.texting.text("sms", ANA, "Su caso es 101", *place, template)
        assert not caught.value.temporary and way.arrived == []
    else:
        assert way.texting.text("sms", ANA, "Su caso es 101", *place, template)
        ((_, body),) = way.arrived
        assert body == "Caso 101 (crítico)"


def test_a_template_is_found_by_the_words_it_was_filled_with_and_no_other_message_is() -> None:
    way = ByTwilio()
    place = ("https://line.example.com/text/token-1/status", 300, "token-1")
    sid = way.texting.text("sms", ANA, "Su caso es 101", *place, Template(TEMPLATE, {"1": "101", "2": "crítico"}))
    send(way.texting, "token-2", body="Caso 102 (crítico)")

    def found(template: Template) -> list[str]:
        since = NIGHT - timedelta(seconds=1)
        return way.texting.find_texts("sms", ANA, "Su caso es 101", since, "token-1", template)

    assert found(Template(TEMPLATE, {"1": "101", "2": "crítico"})) == [sid]
    assert found(Template(TEMPLATE, {"1": "103", "2": "crítico"})) == []
    assert found(Template("HX" + "9" * 32, {"1": "101", "2": "crítico"})) == []  # unknown: nothing is guessed


def test_each_product_has_its_own_host_and_a_carrier_of_our_own_has_one() -> None:
    assert host_of("content", "https://api.twilio.com") == "https://content.twilio.com"
    assert host_of("content", "http://127.0.0.1:8010") == "http://127.0.0.1:8010"


def test_a_channel_it_has_not_is_a_lasting_error(way: Way) -> None:
    with pytest.raises(CarrierError) as caught:
        send(way.texting, by="whatsapp")
    assert not caught.value.temporary and way.arrived == []

"""The simulated carrier's conferences, what is played, and keys on hold, as people at telephones meet them."""

from __future__ import annotations

import struct

import pytest

from tests.edges.simulator.fixed_line import ANA, BASE, CUSTOMER, HOLD, LUIS, WAIT, Line, Page
from voiceline.simulator.carrier import Leg, WebResponse

ALONE = '<Say language="es-MX">Aún no hay nadie.</Say><Pause length="5"/>'
AGAIN = f"{ALONE}<Redirect>/alone</Redirect>"


def room(name: str = "sala", dial: str = "", **attributes: str) -> str:
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<Dial action="/dialed" {dial}><Conference{said}>{name}</Conference></Dial>'


def wav(seconds: float) -> bytes:
    """µ-law, as a telephone has it: 8,000 bytes a second."""
    data = bytes(int(8000 * seconds))
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 7, 1, 8000, 8000, 1, 8)
    return b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVE" + form + b"data" + struct.pack("<I", len(data)) + data


def three(hers: str, theirs: str, **pages: Page) -> tuple[Line, Leg, Leg, Leg]:
    line = Line({"/in": hers, "/page": theirs, "/alone": ALONE, "/dialed": "<Say>adiós</Say>", **pages})
    caller = line.carrier.dial(CUSTOMER)
    engineers = [line.page(number) for number in (ANA, LUIS)]
    for each in engineers:
        line.carrier.answer(each)
    return line, caller, engineers[0], engineers[1]


def members(leg: Leg) -> set[str]:
    return {each.sid for each in leg.conference.members} if leg.conference else set()


@pytest.mark.parametrize(("document", "times"), [(ALONE, 1), (AGAIN, 3)])
def test_the_wait_url_is_said_once_and_only_a_redirect_asks_again(document: str, times: int) -> None:
    line = Line({"/in": room(waitUrl="/alone"), "/alone": document})
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.advance(15)
    assert caller.heard.count("Aún no hay nadie.") == times and caller.doing == "conference"


def test_whoever_is_alone_hears_the_wait_url_and_the_second_begins_it() -> None:
    line = Line({"/in": room(waitUrl="/alone"), "/page": room(waitUrl="/alone"), "/alone": AGAIN})
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.advance(15)
    assert caller.heard.count("Aún no hay nadie.") >= 2 and caller.doing == "conference"
    engineer = line.page(ANA)
    line.carrier.answer(engineer)
    heard = caller.heard
    line.carrier.advance(20)
    assert members(caller) == {caller.sid, engineer.sid} and caller.heard == heard


def test_without_a_wait_url_there_is_music_and_an_empty_one_is_silence() -> None:
    for document, kinds in ((room(), ["hold"]), (room(waitUrl=""), [])):
        line = Line({"/in": document})
        caller = line.carrier.dial(CUSTOMER)
        line.carrier.advance(5)
        assert [each.kind for each in caller.captions] == kinds


def test_all_hear_each_other_and_a_beep_says_that_somebody_came() -> None:
    line, caller, ana, luis = three(room(), room())
    assert caller.captions[-1].kind == "beep"
    line.carrier.speak(luis, "aquí Luis")
    assert [each.captions[-1].text for each in (caller, ana)] == ["aquí Luis"] * 2
    assert "aquí Luis" not in [each.text for each in luis.captions]


def test_it_does_not_begin_without_somebody_who_may_begin_it() -> None:
    line, caller, ana, _ = three(room(startConferenceOnEnter="false"), room(startConferenceOnEnter="false"))
    line.carrier.speak(ana, "¿hola?")
    assert "¿hola?" not in [each.text for each in caller.captions]


def test_a_star_leads_out_where_the_dial_allows_it_and_the_others_go_on() -> None:
    line, caller, ana, luis = three(room(), room(dial='hangupOnStar="true"'))
    line.carrier.press(caller, "*")
    assert len(members(caller)) == 3
    line.carrier.press(ana, "*")
    assert ana.heard == "adiós" and members(caller) == {caller.sid, luis.sid}
    posted = line.posts("/dialed")[0]
    assert (posted["DialCallStatus"], posted["DialBridged"], posted["CallSid"]) == ("answered", "true", ana.sid)


@pytest.mark.parametrize("ends", ["true", "false"])
def test_with_whom_it_ends(ends: str) -> None:
    line, caller, ana, luis = three(room(endConferenceOnExit=ends), room())
    line.carrier.hang_up(caller)
    if ends == "true":
        assert ana.heard == luis.heard == "adiós"
    else:
        assert members(ana) == {ana.sid, luis.sid}
    assert caller.over


def test_left_alone_one_hears_the_wait_url_again_and_a_new_one_has_the_name() -> None:
    line, caller, ana, luis = three(room(waitUrl="/alone", beep="false"), room(beep="false"))
    first = caller.conference
    line.carrier.hang_up(ana)
    line.carrier.hang_up(luis)
    line.carrier.advance(3)
    assert "Aún no hay nadie." in caller.captions[-1].text
    line.carrier.hang_up(caller)
    again = line.carrier.dial(CUSTOMER)
    assert again.conference is not None and again.conference is not first


def test_the_time_limit_ends_ones_own_stay() -> None:
    line, caller, ana, _ = three(room(), room(dial='timeLimit="30"'))
    line.carrier.advance(31)
    assert ana.heard == "adiós" and members(caller) == {caller.sid}


def test_a_full_one_takes_nobody_more() -> None:
    _, caller, _, luis = three(room(maxParticipants="2"), room(maxParticipants="2"))
    assert len(members(caller)) == 2 and luis.heard == "adiós"


@pytest.mark.parametrize("first", ["caller", "engineer"])
def test_two_who_talk_are_led_into_one_by_rest_in_either_order(first: str) -> None:
    pages: dict[str, Page] = {
        "/in": HOLD,
        "/wait": WAIT,
        "/left": "<Say>otra vez en espera</Say><Pause length='60'/>",
        "/page": '<Dial action="/dialed" hangupOnStar="true"><Queue>cola</Queue></Dial>',
        "/dialed": '<Gather numDigits="1" action="/chosen"><Say>menú</Say></Gather>',
        "/room": room(),
    }
    line = Line(pages)
    caller = line.carrier.dial(CUSTOMER)
    engineer = line.page(ANA)
    line.carrier.answer(engineer)
    assert caller.bridged_with is engineer
    order = [caller, engineer] if first == "caller" else [engineer, caller]
    for each in order:
        line.rest("POST", f"Calls/{each.sid}.json", ("Url", BASE + "/room"))
        line.carrier.settle()
    assert members(caller) == {caller.sid, engineer.sid}
    line.carrier.speak(caller, "¿sigue ahí?")
    assert engineer.captions[-1].text == "¿sigue ahí?"


def test_the_star_of_a_queues_dial_leads_to_its_action_and_the_caller_on() -> None:
    line = Line(
        {
            "/in": HOLD,
            "/wait": WAIT,
            "/left": HOLD,
            "/page": '<Dial action="/dialed" hangupOnStar="true"><Queue>cola</Queue></Dial>',
            "/dialed": "<Say>menú</Say><Pause length='60'/>",
        }
    )
    caller = line.carrier.dial(CUSTOMER)
    engineer = line.page(ANA)
    line.carrier.answer(engineer)
    line.carrier.press(engineer, "*")
    assert line.posts("/dialed")[0]["DialCallStatus"] == "completed" and "menú" in engineer.heard
    assert line.posts("/left")[0]["QueueResult"] == "bridged" and caller.doing == "queue"


def test_a_key_on_hold_is_an_answer_and_leave_leads_out() -> None:
    wait = '<Gather numDigits="1" action="/key" timeout="1"><Say>marque 6</Say></Gather>'
    line = Line({"/in": HOLD, "/wait": wait, "/key": "<Leave/>", "/left": "<Say>le llamamos</Say>"})
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.press(caller, "6")
    assert line.posts("/key")[0]["Digits"] == "6" and "QueuePosition" in line.posts("/wait")[0]
    assert line.posts("/left")[0]["QueueResult"] == "leave" and "le llamamos" in caller.heard


def test_what_is_played_is_fetched_once_and_lasts_as_long_as_the_file() -> None:
    sound = WebResponse(200, wav(12), "audio/wav")
    line = Line({"/in": "<Play>/sound</Play><Play>/sound</Play><Say>fin</Say>", "/sound": sound}, strict=False)
    line.pages["/in"] = f"<Play>{BASE}/sound</Play><Play>{BASE}/sound</Play><Say>fin</Say>"
    caller = line.carrier.dial(CUSTOMER)
    line.carrier.advance(23)
    assert "fin" not in caller.heard
    line.carrier.advance(2)
    assert "fin" in caller.heard and len(line.exchanges("/sound")) == 1

"""Entering digits, as one step of any script: what is remembered, what counts for nothing, and every way out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.dialog.conversation import (
    Ask,
    Choice,
    Do,
    End,
    Enter,
    Entered,
    Heard,
    Place,
    Pressed,
    Recorded,
    Said,
    Script,
    Silence,
    advance,
    follow,
)

SHOP = Script(
    "shop",
    "number",
    {
        "number": Enter("number", "order", then="look", give_up="human", longest=5, keys={"0": Choice("human")}),
        "patient": Enter("number", "order", then="look", give_up=Choice("door", {"language": "en"}, "street")),
        "hasty": Enter("number", "order", then="look", give_up="human", on_silence=Choice("door", script="street")),
        "look": Do("look", {"found": "told", "lost": Choice("door", {"why": "lost"}, "street")}),
        "told": End("told"),
        "human": Ask("human", {"1": Choice("number")}, give_up="told"),
    },
)


def after(step: str, *heard: Heard) -> Place:
    place = Place("shop", step, 7, notes={"kept": True})
    for each in heard:
        place = advance(SHOP, place, each)
    return place


@pytest.mark.parametrize(
    ("heard", "digits"),
    [
        (Entered("417"), "417"),
        (Pressed("7"), "7"),  # a single digit
        (Entered("12345"), "12345"),
        (Said("417"), "417"),  # in a message
        (Said(" 4 1-7.# "), "417"),
    ],
)
def test_digits_are_remembered_under_the_steps_note(heard: Heard, digits: str) -> None:
    place = after("number", heard)
    assert (place.step, place.notes, place.turn, place.tries) == ("look", {"kept": True, "order": digits}, 8, 0)


@pytest.mark.parametrize(
    "heard",
    [
        Entered("123456"),
        Said("417 por favor"),
        Said(""),
        Said("٤١٧"),
        Entered("²"),
        Pressed("#"),
        Recorded(0, "hangup"),
    ],
)
def test_what_is_no_entry_is_asked_again_and_after_the_third_given_up(heard: Heard) -> None:
    assert (after("number", heard).step, after("number", heard).tries) == ("number", 1)
    assert after("number", heard, heard).tries == 2
    assert after("number", heard, heard, heard).step == "human"
    assert "order" not in after("number", heard, heard, heard).notes


def test_silence_counts_like_it_unless_it_has_a_way_of_its_own() -> None:
    assert (after("number", Silence()).step, after("number", Silence()).tries) == ("number", 1)
    away = after("hasty", Silence())
    assert (away.script, away.step, away.tries) == ("street", "door", 0)


def test_giving_up_may_lead_into_another_script_and_language() -> None:
    away = after("patient", Silence(), Silence(), Silence())
    assert (away.script, away.step, away.language, away.turn) == ("street", "door", "en", 10)


def test_a_whole_entry_may_mean_something_else_and_the_star_says_it_again() -> None:
    assert after("number", Pressed("0")).step == "human"
    assert after("number", Entered("00")).notes["order"] == "00"
    assert after("number", Silence(), Pressed("*")).tries == 1


def test_an_outcome_may_lead_into_another_script_with_something_to_remember() -> None:
    place = follow(SHOP, after("number", Entered("417")), "lost", {"order": "", "language": "en"})
    assert (place.script, place.step, place.language) == ("street", "door", "en")
    assert place.notes == {"kept": True, "order": "", "language": "en", "why": "lost"}
    assert follow(SHOP, after("number", Entered("417")), "found").script == "shop"


def test_a_question_takes_the_first_of_several_keys() -> None:
    assert after("human", Entered("12")).step == "number"


def test_no_log_shows_what_was_entered() -> None:
    assert "4711" not in repr(Entered("4711"))


ANYTHING = st.one_of(
    st.text(alphabet="0123456789*#", max_size=9).map(Entered),
    st.sampled_from("0123456789*#").map(Pressed),
    st.text(max_size=9).map(Said),
    st.just(Silence()),
)


@given(st.lists(ANYTHING, min_size=3, max_size=12))
def test_nobody_is_held_by_it_beyond_three_mistakes(heard: list[Heard]) -> None:
    """Whatever is keyed or written: unless she asks to hear it again, she is somewhere else by the third answer."""
    place = Place("shop", "patient")
    counted = 0
    for each in heard:
        if place.step != "patient":
            break
        counted += each != Pressed("*")
        place = advance(SHOP, place, each)
        order = place.notes.get("order", "0")
        assert order.isascii() and order.isdecimal() and len(order) <= 8
    assert counted <= 3 and (place.step != "patient" or counted < 3)

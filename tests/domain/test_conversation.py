"""How a conversation moves on from what somebody did: values in, a place out."""

import pytest

from voiceline.dialog.conversation import LONGEST_SAID, MOST_TRIES, Entered, Place, Pressed, Said, Wrote, advance
from voiceline.dialog.scripts import SCRIPTS

LINE, DOOR = SCRIPTS["customer_line"], SCRIPTS["engineer_door"]
WELCOME = Place("customer_line", "welcome")
NUMBER = Place("engineer_door", "case_number")


def test_a_choice_may_be_of_a_language_and_everything_after_it_is_in_that() -> None:
    asked = advance(LINE, WELCOME, Pressed("9"))
    assert (asked.step, asked.language) == ("welcome", "en")
    assert advance(LINE, asked, Pressed("3")).language == "en"


def test_of_somebodys_words_only_so_many_are_kept_beside_her_choice() -> None:
    chosen = advance(LINE, WELCOME, Said("es crítico, " + "no funciona nada, " * 100, 0.95))
    assert chosen.step in ("open", "confirm") and len(chosen.notes["said"]) == LONGEST_SAID


@pytest.mark.parametrize("digits", ["", "٤١٧", "４１７", "4²", "417a", "1" * 9])
def test_what_is_no_number_of_ours_counts_like_a_wrong_key(digits: str) -> None:
    for heard in (Entered(digits), Wrote(digits)):
        asked = advance(DOOR, NUMBER, heard)
        assert (asked.step, asked.tries) == ("case_number", 1)
    assert advance(DOOR, NUMBER, Entered("417")).notes["entered_case"] == "417"


def test_a_third_mistake_gives_up_and_a_repetition_is_none() -> None:
    place = NUMBER
    for _ in range(MOST_TRIES - 1):
        place = advance(DOOR, advance(DOOR, place, Pressed("*")), Entered(""))
        assert place.step == "case_number"
    assert advance(DOOR, place, Entered("")).script == "customer_line"

"""What customers say, in both languages, and what it is taken for. Above all: nothing urgent is ever lost."""

import math
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.domain.utterances import TABLE, URGENT, WELCOME
from tests.domain.utterances.answers import CONFIRM, CONFIRMED, SOLVED
from tests.domain.utterances.critical import CRITICAL
from tests.domain.utterances.held_out import HELD_OUT_URGENT
from tests.domain.utterances.others import ANYTHING_ELSE, ANYTHING_ELSE_ASKED, NOTHING
from voiceline.domain.speech.hints import LONGEST_PHRASE, MOST_PHRASES, hints, number_hints
from voiceline.domain.speech.meaning import Meaning
from voiceline.domain.speech.numerals import digits_said
from voiceline.domain.speech.phrases import CLEAR, VAGUE
from voiceline.domain.speech.plain_words import one_slip_apart, plain_words
from voiceline.domain.speech.recogniser import LEAST_CONFIDENCE, Understood, recognise
from voiceline.domain.text_command import yes_or_no

words = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from([word for said, _, _ in TABLE for word in said.split()]), max_size=12).map(" ".join),
)


def without_accents(said: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", said) if not unicodedata.combining(each))


@pytest.mark.parametrize(("said", "key", "sure"), TABLE)
def test_what_customers_say(said: str, key: str | None, sure: bool | None) -> None:
    assert recognise(said, WELCOME) == (None if key is None else Understood(key, bool(sure)))


def test_nothing_urgent_is_ever_taken_for_something_else() -> None:
    """The confusion count: of all that is urgent, also of what the tables of phrases were not written for."""
    confused = []
    for said in [*URGENT, *HELD_OUT_URGENT]:
        understood = recognise(said, WELCOME)
        if understood is not None and understood.key not in ("1", "2"):
            confused.append((said, understood))
    assert confused == []
    assert len(URGENT) > 300


def test_of_what_was_never_seen_before_most_is_understood() -> None:
    understood = [said for said in HELD_OUT_URGENT if recognise(said, WELCOME)]
    assert len(understood) / len(HELD_OUT_URGENT) > 0.75


@pytest.mark.parametrize("beside", [*ANYTHING_ELSE[:12], *ANYTHING_ELSE_ASKED[:6], "mi caso", "english", "repita", "3"])
@pytest.mark.parametrize("said", CRITICAL[::9])
def test_whatever_is_said_beside_it_an_urgent_word_is_not_lost(said: str, beside: str) -> None:
    for together in (f"{beside}, {said}", f"{said}, {beside}", f"{beside} {said}"):
        understood = recognise(together, WELCOME)
        assert understood is not None and understood.key in ("1", "2"), together


@given(words, st.one_of(st.none(), st.floats()))
@example("\ufeff\u0000" * 900, math.nan)
@example("no " * 800, 0.5)
def test_it_never_raises_and_gives_only_what_was_offered(said: str, confidence: float | None) -> None:
    for offered in (WELCOME, CONFIRM, {"5": ()}, {}):
        understood = recognise(said, offered, confidence)
        assert understood is None or understood.key in offered
    assert digits_said(said).isdecimal() or digits_said(said) == ""
    assert yes_or_no(said) in (True, False, None)


@given(st.sampled_from([said for said, _, _ in TABLE]))
def test_case_and_accents_change_nothing(said: str) -> None:
    expected = recognise(said, WELCOME)
    for written in (
        said.upper(),
        said.lower(),
        said.title(),
        without_accents(said),
        unicodedata.normalize("NFD", said),
    ):
        assert recognise(written, WELCOME) == expected


@given(st.sampled_from("0123456789*#"), st.sampled_from(["", " ", "\n"]))
def test_a_bare_key_is_always_that_key(key: str, blank: str) -> None:
    offered = {key: (), "5": (Meaning.CRITICAL,), "6": (Meaning.NO,)} | {key: ()}
    assert recognise(f"{blank}{key}{blank}", offered) == Understood(key, True)


@pytest.mark.parametrize(
    ("confidence", "sure"),
    [
        (None, True),
        (0.0, True),
        (0.93, True),
        (LEAST_CONFIDENCE, True),
        (0.59, False),
        (0.01, False),
        (math.nan, False),
    ],
)
def test_the_carriers_doubt_is_ours(confidence: float | None, sure: bool) -> None:
    for said, key in (("está caído", "1"), ("1", "1"), ("otra consulta", "3"), ("dos", "2")):
        assert recognise(said, WELCOME, confidence) == Understood(key, sure)
    understood = recognise("es urgente", WELCOME, 0.99)
    assert understood is not None and not understood.sure  # no confidence makes vague words plain


@pytest.mark.parametrize(("said", "key", "sure"), CONFIRMED)
def test_what_was_repeated_back_is_confirmed_or_not(said: str, key: str | None, sure: bool | None) -> None:
    assert recognise(said, CONFIRM) == (None if key is None else Understood(key, bool(sure)))


def test_a_choice_that_is_not_offered_is_not_taken() -> None:
    without_case = {key: means for key, means in WELCOME.items() if key != "4"}
    assert recognise("mi caso abierto", without_case) is None
    assert recognise("cuatro", without_case) is None
    assert recognise("cero", {"0": ()}) == Understood("0", True)


def test_what_is_not_urgent_needs_few_words_to_be_sure() -> None:
    said = "una consulta sobre aquello raro que vimos ayer cuando Pedro cerraba contabilidad"
    assert recognise(said, WELCOME) == Understood("3", False)


@pytest.mark.parametrize(("said", "solved"), SOLVED)
def test_is_it_really_solved(said: str, solved: bool | None) -> None:
    assert yes_or_no(said) is solved


@pytest.mark.parametrize(
    ("written", "meant", "apart"),
    [
        ("critco", "critico", True),
        ("criticco", "critico", True),
        ("critixo", "critico", True),
        ("crtiico", "critico", True),
        ("citrico", "critico", False),
        ("critico", "critico", False),
        ("", "a", True),
        ("criticos", "critica", False),
    ],
)
def test_one_slip(written: str, meant: str, apart: bool) -> None:
    assert one_slip_apart(written, meant) is apart


@given(st.text(max_size=60))
def test_plain_words_keep_letters_and_digits_and_nothing_else(said: str) -> None:
    """The slow way, sign by sign."""
    folded = unicodedata.normalize(
        "NFKD", said.translate(str.maketrans({**dict.fromkeys("’'`´"), "🆘": " sos ", "🚨": " sos "}))
    )
    apart = unicodedata.normalize("NFKD", folded.casefold())
    kept = "".join(each if each.isalnum() else " " for each in apart if not unicodedata.combining(each))
    assert plain_words(said) == re.sub(r"([^\W\d_])\1{2,}", r"\1", " ".join(kept.split()))


@given(st.text())
def test_plain_words_are_plain_already(said: str) -> None:
    assert plain_words(plain_words(said)) == plain_words(said)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("meaning", Meaning)
def test_what_the_engine_is_told_to_hear_is_understood(language: str, meaning: Meaning) -> None:
    offered = {"7": (meaning,)}
    told = hints(language, offered)
    assert len(told) > 1
    for phrase in told:
        assert recognise(phrase, offered) == Understood("7", True), phrase


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_hints_keep_to_the_carriers_limits(language: str) -> None:
    everything = {str(n): (meaning,) for n, meaning in enumerate(list(Meaning)[:10])} | {"#": (), "*": ()}
    for told in (hints(language, everything), number_hints(language)):
        assert len(set(told)) == len(told) <= MOST_PHRASES
        assert all(phrase and len(phrase) <= LONGEST_PHRASE and "," not in phrase for phrase in told)
    assert all(digits_said(word) for word in number_hints(language) if word not in ("hundred", "thousand", "double"))


def test_phrases_are_written_in_plain_words_and_none_twice() -> None:
    for table in (CLEAR, VAGUE):
        for meaning, phrases in table.items():
            for phrase in phrases:
                bare = "".join(" " if each in "|+_^$" else each for each in phrase).replace("*", "")
                bare = bare.replace("[0-9]", "")
                assert plain_words(bare) == " ".join(bare.split()), (meaning, phrase)
            assert len(set(phrases)) == len(phrases), meaning


def test_nothing_means_nothing() -> None:
    assert [said for said in NOTHING if recognise(said, WELCOME)] == []

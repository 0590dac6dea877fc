"""The rules of sending, as tables; and receipts, in whatever order they come."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.gsm7 import segments
from voiceline.domain.opt_out import is_answered_by_carrier, opt_out_word
from voiceline.domain.sending import FAILED, MOVES, RECEIPT_RANK, Known, Means, Move, Recipient, Way, move_after, ways
from voiceline.store.notifications import Notification

ANA, LANDLINE, MAIL = "+50244440001", "+50223330001", "ana@example.com"
ALL = Means(whatsapp=True, mail=True)
BY_TEMPLATE = Means(whatsapp=True, mail=True, templates=frozenset({"opened.es"}))
OPEN = Known(open_window={ANA})
LISTED = Recipient("Ana", ANA, MAIL, ("whatsapp",))
CALLED = Recipient("Ana", ANA, MAIL)
TEXTED = Recipient("Ana", ANA, MAIL, ("sms", "whatsapp"))
S, W, T, E = Way("sms", ANA), Way("whatsapp", ANA), Way("whatsapp", ANA, True), Way("email", MAIL)


@pytest.mark.parametrize(
    ("to", "means", "known", "expected"),
    [
        (LISTED, ALL, OPEN, [W, S, E]),
        (LISTED, ALL, Known(), [S, E]),  # the window is shut, and no template
        (LISTED, BY_TEMPLATE, Known(), [T, S, E]),
        (LISTED, BY_TEMPLATE, OPEN, [W, S, E]),  # her own words' window beats a template
        (LISTED, Means(), OPEN, [S]),
        (CALLED, ALL, OPEN, [S, W, E]),  # not listed with WhatsApp, and yet she wrote by it today
        (CALLED, BY_TEMPLATE, Known(), [S, E]),  # a template goes to nobody who never said she has WhatsApp
        (TEXTED, ALL, OPEN, [S, W, E]),  # the channel she used comes first
        (LISTED, ALL, Known(open_window={ANA}, opted_out={("whatsapp", ANA)}), [S, E]),
        (LISTED, ALL, Known(open_window={ANA}, opted_out={("sms", ANA)}), [W, E]),
        (CALLED, ALL, Known(opted_out={("sms", ANA)}), [E]),
        (CALLED, ALL, Known(never_so={("sms", ANA)}), [E]),
        (CALLED, ALL, Known(never_so={("email", MAIL)}), [S]),
        (Recipient("Ana", LANDLINE, MAIL), ALL, Known(), [E]),
        (Recipient("Ana", None, MAIL), ALL, Known(), [E]),
        (Recipient("Ana", None, MAIL), Means(), Known(), []),
        (Recipient(), ALL, Known(), []),
    ],
)
def test_the_ways_in_their_order(to: Recipient, means: Means, known: Known, expected: list[Way]) -> None:
    assert ways(to, "opened.es", means, known) == expected


def test_a_template_of_other_news_or_another_language_is_none() -> None:
    assert ways(LISTED, "opened.en", BY_TEMPLATE, Known()) == [S, E]
    assert ways(LISTED, "taken.es", BY_TEMPLATE, Known()) == [S, E]


@pytest.mark.parametrize(
    ("code", "move"),
    [
        ("30003", Move.OTHER_WAY),
        ("30005", Move.NEVER_SO),
        ("30006", Move.NEVER_SO),
        ("30007", Move.OTHER_WAY),
        ("30008", Move.ONCE_MORE),
        ("63016", Move.WINDOW_SHUT),
        ("63003", Move.NEVER_SO),
        ("21610", Move.OPTED_OUT),
        ("21614", Move.NEVER_SO),
        ("99999", Move.OTHER_WAY),
        ("RESULT_ERROR_GENERIC_FAILURE", Move.OTHER_WAY),  # the SIM's own words
        ("", Move.OTHER_WAY),
        (None, Move.OTHER_WAY),
    ],
)
def test_what_follows_a_code(code: str | None, move: Move) -> None:
    assert move_after(code) == move


def test_what_only_we_can_say_is_no_codes_move() -> None:
    assert Move.CALLED_OFF not in MOVES.values()


@pytest.mark.parametrize(
    ("body", "channel", "carriers", "word"),
    [
        ("STOP", "sms", "", "stop"),
        ("stop.", "whatsapp", "", "stop"),
        (" Baja ", "sms", "", "stop"),
        ("darme de baja", "whatsapp", "", "stop"),
        ("PARAR", "sms", "", "stop"),
        ("Unsubscribe", "sms", "", "stop"),
        ("cancel", "sms", "", "stop"),  # the carrier blocks her for it, so it is on record
        ("cancel", "whatsapp", "", None),
        ("END", "whatsapp", "", None),
        ("START", "sms", "", "start"),
        ("alta", "sms", "", "start"),
        ("yes", "sms", "", "start"),
        ("yes", "whatsapp", "", None),
        ("sí", "sms", "", None),
        ("ALTO", "sms", "", None),
        ("alto", "whatsapp", "", None),
        ("no paren de avisarme", "sms", "", None),
        ("baja el servidor", "sms", "", None),
        ("", "sms", "", None),
        ("🛑", "sms", "", None),
        ("ya no más", "sms", "STOP", "stop"),  # Advanced Opt-Out has its own words
        ("dale", "sms", "START", "start"),
        ("ayuda", "sms", "HELP", None),
    ],
)
def test_the_words_of_opting_out(body: str, channel: str, carriers: str, word: str | None) -> None:
    assert opt_out_word(body, channel, carriers) == word


def test_what_the_carrier_has_answered_is_not_answered_again() -> None:
    assert is_answered_by_carrier("stop", "sms") and is_answered_by_carrier("lo que sea", "sms", "STOP")
    assert not is_answered_by_carrier("baja", "sms") and not is_answered_by_carrier("stop", "whatsapp")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),  # two septets each
        ("€" * 81, 2),
        ("a" * 152 + "€" * 77, 3),  # an extended sign is never cut in two
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("á" * 70, 1),
        ("á" * 134, 2),
        ("🙂" * 67, 3),  # nor is an emoji
        ("", 1),
    ],
)
def test_the_segments_of_an_sms(words: str, expected: int) -> None:
    assert segments(words) == expected


STATUSES = sorted(RECEIPT_RANK)


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=8), st.randoms())
def test_receipts_end_the_same_whatever_order_they_come_in(told: list[str], chance: object) -> None:
    in_order, shuffled = list(told), [*told, *told]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _end_of(in_order) == _end_of(shuffled)


@given(st.lists(st.sampled_from(STATUSES), max_size=8))
def test_a_receipt_never_goes_back_and_news_is_told_once(told: list[str]) -> None:
    row, at = _sent(), datetime(2026, 11, 24, tzinfo=UTC)
    ranks, outcomes = [0], [row.outcome]
    for minutes, status in enumerate(told):
        row.receive(status, at + timedelta(minutes=minutes), None)
        ranks.append(RECEIPT_RANK.get(row.receipt or "", 0))
        outcomes.append(row.outcome)
    assert ranks == sorted(ranks)
    changes = [each for before, each in pairwise(outcomes) if each != before]
    assert changes in ([], ["delivered"], ["undelivered"], ["undelivered", "delivered"])


def _end_of(told: list[str]) -> tuple[int, str | None, str]:
    row = _sent()
    for status in told:
        row.receive(status, datetime(2026, 11, 24, tzinfo=UTC), "30003" if status in FAILED else None)
    return RECEIPT_RANK.get(row.receipt or "", 0), row.outcome, row.state


def _sent() -> Notification:
    return Notification(state="sent", outcome=None, receipt=None, error_code=None, reason=None)

"""What a call is found by, and what somebody looks for: both made of the same tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.call_tokens import Facts, Wanted, terms, tokens, words
from voiceline.domain.call_windows import Window, placed, windows

AT = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
CALL: dict[str, Any] = {
    "at": AT,
    "direction": "inbound",
    "outcome": "joined",
    "severity": "P1",
    "customers": ["Banco Maya"],
    "engineer": None,
    "after_hours": True,
    "alone": False,
    "case": 417,
    "number": "+50244440001",
    "contact": None,
    "ours": "+50256305476",
    "texts": ["Banco Maya", "se cayó la facturación", "reinicio del balanceador"],
}


def finds(looked_for: str, **changed: Any) -> bool:
    has = tokens(Facts(**{**CALL, **changed}))
    return all(any(token in has for token in term.tokens) for term in terms(looked_for))


@pytest.mark.parametrize(
    "looked_for",
    [
        "4444 0001",
        "4444-0001",
        "44440001",
        "+50244440001",
        "+502 4444-0001",
        "(502) 4444 0001",
        "00502 4444 0001",
        "0001",
        "4444",
        "440001",
        "4444000",
        "5630 5476",
        "417",
        "#417",
        "caso 417",
        "Case 417",
        "caso no. 417",
        "facturacion",
        "FACTURACIÓN cayó",
        "banco maya 417",
        "balanceador, 4444-0001",
        "",
    ],
)
def test_it_is_found_by(looked_for: str) -> None:
    assert finds(looked_for)


@pytest.mark.parametrize(
    "looked_for", ["4444 0002", "0002", "caso 418", "#0001", "otro", "banco quetzal", "+50144440001", "t0=1"]
)
def test_it_is_not_found_by(looked_for: str) -> None:
    assert not finds(looked_for)


@pytest.mark.parametrize("looked_for", ["5555-7777", "7777", "+50255557777", "555577"])
def test_a_case_is_found_by_the_number_of_who_reported_it_from_another(looked_for: str) -> None:
    assert not finds(looked_for, number="anonymous")
    assert finds(looked_for, number="anonymous", contact="+50255557777")


def test_words_are_folded_and_each_is_there_once() -> None:
    assert words("Ñandú, ÑANDÚ; d'accord — 24x7") == ["nandu", "d", "accord", "24x7"]


def test_nothing_somebody_says_passes_for_what_the_log_knows() -> None:
    said = tokens(Facts(**{**CALL, "severity": "P3", "case": None, "texts": ["s=P1 k=9 alone=1 c=otro"]}))
    assert not said & {"s=P1", "k=9", "alone=1", "c=otro"}


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(direction="inbound"),
        Wanted(outcome="joined", severity="P1"),
        Wanted(customer="Banco Maya", after_hours=True),
    ],
)
def test_a_filter_is_the_token_of_the_call(wanted: Wanted) -> None:
    has = tokens(Facts(**CALL))
    assert all(any(token in has for token in group) for group in wanted.tokens)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))


GROUPS = [("o=joined", "banco"), ("d=inbound",)]


@given(moments, st.timedeltas(timedelta(0), timedelta(days=30000)), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_every_earlier_call_lies_in_one_window_and_is_met_there_by_what_it_is(
    begin: datetime, earlier: timedelta, first_before: timedelta
) -> None:
    try:
        at = begin - earlier
        first = at - first_before
        has = set(placed(at, ["o=joined", "d=inbound"]))
    except OverflowError:
        return
    upper, met = begin + timedelta(microseconds=1), 0
    for window in windows(begin, first):
        is_asked = all(has & set(group) for group in window.query(GROUPS))
        if window.since <= at < upper:
            met += 1
            assert is_asked
            assert not all(has & set(group) for group in window.query([("o=abandoned",)]))
        upper = window.since
    assert met == 1


@given(moments, st.timedeltas(timedelta(microseconds=1), timedelta(days=900_000)))
def test_before_the_first_call_there_is_nothing_to_look_at(first: datetime, earlier: timedelta) -> None:
    try:
        before = first - earlier
    except OverflowError:
        before = datetime.min.replace(tzinfo=UTC)
    assert list(windows(before, first)) == []


def test_what_was_alike_in_another_season_is_not_asked_for() -> None:
    half_a_year = timedelta(days=200)
    today, then = (set(placed(at, ["banco"])) for at in (AT, AT - half_a_year))
    newest = next(windows(AT, AT - timedelta(days=3650)))
    time, words_asked = newest.query([("banco",)])
    assert set(time) & today and set(words_asked) & today and not set(words_asked) & then


def test_of_a_whole_season_no_time_is_asked() -> None:
    oldest = list(windows(AT, AT - timedelta(days=3650)))[-1]
    time_asked = [token for group in oldest.query([("banco",), ("d=inbound",)]) for token in group if token[0] == "t"]
    assert len(oldest.tokens) == 1 and not time_asked


def test_windows_end_where_the_filter_does() -> None:
    assert len(list(windows(AT, AT - timedelta(hours=5)))) == 2
    of_five_years = list(windows(AT, AT - timedelta(days=1826)))
    assert all([*window.by_season] == [window] for window in of_five_years)
    assert len(of_five_years) == 17  # a look for each is what finding nothing costs


@given(st.integers(0, 3), st.integers(0, 5000), st.integers(0, 7))
def test_halves_are_the_whole_and_the_newer_comes_first(level: int, oldest: int, more: int) -> None:
    def hours(window: Window) -> range:
        return range((window.newest + 1 << 3 * window.level) - 1, (window.oldest << 3 * window.level) - 1, -1)

    whole = Window(level, oldest + more, oldest)
    halves = whole.halves or (whole,)
    assert [hour for half in halves for hour in hours(half)] == [*hours(whole)]
    assert len(halves) == 2 or len(hours(whole)) == 1

"""Times, days, numbers and addresses as people say them; read back by small parsers of the test's own."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.domain.test_numerals import english, spanish
from voiceline.dialog.spoken import (
    cases_apart,
    digits_apart,
    listed,
    spelled_email,
    spoken_before,
    spoken_duration,
    spoken_email,
    spoken_span,
    spoken_time,
    spoken_when,
)

MINUTES = [datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(1440)]
WORDS_ES = {spanish(n): n for n in range(60)} | {"una": 1, "media": 30}
WORDS_EN = {english(n): n for n in range(60)} | {"o'clock": 0} | {f"oh {english(n)}": n for n in range(1, 10)}


def minute_of_spanish(said: str) -> int:
    found = re.fullmatch(
        r"las? (\w+)(?: y (.+?))? (de la madrugada|de la mañana|del día|de la tarde|de la noche)", said
    )
    assert found, said
    hour, minute, part = WORDS_ES[found[1]], WORDS_ES[found[2] or "cero"], found[3]
    assert said.startswith("la una" if hour == 1 else "las ")
    late = part in ("de la tarde", "de la noche") and hour != 12
    hour = (hour + 12) if late else 0 if hour == 12 and part != "del día" else hour
    return hour * 60 + minute


def minute_of_english(said: str) -> int:
    if said in ("twelve noon", "twelve midnight"):
        return 720 if said == "twelve noon" else 0
    found = re.fullmatch(r"(\w+) (.+) (in the morning|in the afternoon|in the evening|at night)", said)
    assert found, said
    hour, minute = WORDS_EN[found[1]] % 12, WORDS_EN[found[2]]
    return (hour + (0 if found[3] == "in the morning" else 12)) * 60 + minute


def test_every_minute_of_a_day_is_said_in_words_and_can_be_read_back() -> None:
    for language, read in (("es", minute_of_spanish), ("en", minute_of_english)):
        said = [spoken_time(moment, language) for moment in MINUTES]
        assert [read(words) for words in said] == list(range(1440))
        assert len(set(said)) == 1440 and not any(character.isdigit() for words in said for character in words)


@pytest.mark.parametrize(
    ("at", "in_spanish", "in_english"),
    [
        ("02:14", "las dos y catorce de la madrugada", "two fourteen in the morning"),
        ("08:00", "las ocho de la mañana", "eight o'clock in the morning"),
        ("13:00", "la una de la tarde", "one o'clock in the afternoon"),
        ("12:00", "las doce del día", "twelve noon"),
        ("12:30", "las doce y media del día", "twelve thirty in the afternoon"),
        ("00:00", "las doce de la noche", "twelve midnight"),
        ("00:31", "las doce y treinta y uno de la madrugada", "twelve thirty one in the morning"),
        ("07:45", "las siete y cuarenta y cinco de la mañana", "seven forty five in the morning"),
        ("16:15", "las cuatro y quince de la tarde", "four fifteen in the afternoon"),
        ("19:30", "las siete y media de la noche", "seven thirty in the evening"),
        ("22:05", "las diez y cinco de la noche", "ten oh five at night"),
        ("11:01", "las once y uno de la mañana", "eleven oh one in the morning"),
        ("21:21", "las nueve y veintiuno de la noche", "nine twenty one at night"),
    ],
)
def test_times_as_people_say_them(at: str, in_spanish: str, in_english: str) -> None:
    moment = datetime.fromisoformat(f"2026-11-24T{at}")
    assert (spoken_time(moment, "es"), spoken_time(moment, "en")) == (in_spanish, in_english)


@pytest.mark.parametrize(
    ("at", "when_es", "before_es", "when_en", "before_en"),
    [
        ("24T02:14", "a las dos y", "antes de las dos y", "at two", "before two"),
        ("24T17:00", "a las cinco de", "antes de las cinco de", "at five", "before five"),
        ("23T23:50", "a las once", "antes de las once", "at eleven", "before eleven"),  # 2 h 20 min before: no "ayer"
        ("25T08:00", "mañana a las ocho de", "mañana antes de las ocho", "tomorrow at eight", "tomorrow before eight"),
        ("23T16:00", "ayer a las cuatro", "ayer antes de las cuatro", "yesterday at four", "yesterday before four"),
        (
            "30T08:00",
            "el lunes a las ocho",
            "el lunes antes de las ocho",
            "on Monday at eight",
            "on Monday before eight",
        ),
        (
            "31T08:00",
            "el martes treinta y uno de marzo a",
            "el martes",
            "on Tuesday, March thirty first, at",
            "on Tuesday",
        ),
        (
            "22T08:00",
            "el domingo veintidós de marzo a las",
            "el domingo",
            "on Sunday, March twenty second, at",
            "on Sunday",
        ),
        ("01T08:00", "el domingo primero de marzo a las", "el domingo", "on Sunday, March first, at", "on Sunday"),
    ],
)
def test_the_day_is_named_where_it_is_not_plain(
    at: str, when_es: str, before_es: str, when_en: str, before_en: str
) -> None:
    now, moment = datetime.fromisoformat("2026-03-24T02:10"), datetime.fromisoformat(f"2026-03-{at}")
    assert spoken_when(moment, now, "es").startswith(when_es)
    assert spoken_before(moment, now, "es").startswith(before_es)
    assert spoken_when(moment, now, "en").startswith(when_en)
    assert spoken_before(moment, now, "en").startswith(before_en)


def test_a_day_is_told_from_every_other_and_holds_no_digit() -> None:
    now = datetime.fromisoformat("2026-03-24T12:00")
    for language in ("es", "en"):
        said = [spoken_when(now + timedelta(days=away), now, language) for away in range(-180, 180)]
        assert len(set(said)) == 360 and not any(character.isdigit() for words in said for character in words)


@pytest.mark.parametrize(
    ("address", "language", "said", "spelled"),
    [
        (
            "soporte@ikhodi.com.gt",
            "es",
            "soporte arroba ikhodi punto com punto gt",
            "ese, o, pe, o, erre, te, e, arroba, i, ka, hache, o, de, i, punto, com, punto, ge, te",
        ),
        ("a_b-1+y@x.org", "es", "a guion bajo b guion 1 más y arroba x punto org",
         "a, guion bajo, be, guion, 1, más, ye, arroba, equis, punto, org"),
        ("Help@khodi.com", "en", "Help at khodi dot com", "H, E, L, P, at, K, H, O, D, I, dot, com"),
        ("", "es", "", ""),
    ],
)  # fmt: skip
def test_an_address_as_words_and_letter_by_letter(address: str, language: str, said: str, spelled: str) -> None:
    assert spoken_email(address, language) == said
    assert spelled_email(address, language) == spelled


def test_no_two_letters_have_one_name() -> None:
    alphabet = "abcdefghijklmnñopqrstuvwxyz"
    names = spelled_email(alphabet, "es").split(", ")
    assert len(set(names)) == len(alphabet) == len(names)


@pytest.mark.parametrize(
    ("minutes", "in_spanish", "in_english"),
    [
        (0, "hace un momento", "just now"),
        (1, "hace un minuto", "one minute ago"),
        (10, "hace diez minutos", "ten minutes ago"),
        (21, "hace veintiún minutos", "twenty one minutes ago"),
        (31, "hace treinta y un minutos", "thirty one minutes ago"),
        (60, "hace una hora", "one hour ago"),
        (75, "hace una hora y quince minutos", "one hour and fifteen minutes ago"),
        (21 * 60, "hace veintiuna horas", "twenty one hours ago"),
        (1440, "hace un día", "one day ago"),
        (2 * 1440 + 5, "hace dos días", "two days ago"),
    ],
)
def test_how_long_ago(minutes: int, in_spanish: str, in_english: str) -> None:
    assert (spoken_span(minutes, "es"), spoken_span(minutes, "en")) == (in_spanish, in_english)


def test_every_span_of_a_day_is_another_and_holds_no_digit() -> None:
    for language in ("es", "en"):
        said = [spoken_duration(minutes, language) for minutes in range(1440)]
        assert all(one != other for one, other in pairwise(said)) and len(set(said)) == 1440
        assert not any(character.isdigit() for words in said for character in words)


def test_a_case_number_and_a_list() -> None:
    assert digits_apart(417) == "4, 1, 7"


def test_between_several_cases_stands_a_word() -> None:
    assert cases_apart([106], "es") == "el 1, 0, 6"
    assert cases_apart([106, 108, 109], "es") == "el 1, 0, 6, el 1, 0, 8 y el 1, 0, 9"
    assert cases_apart([106, 108, 109], "en") == "case 1, 0, 6, case 1, 0, 8 and case 1, 0, 9"
    assert [listed(["a", "b", "c"][:n], "es") for n in range(4)] == ["", "a", "a y b", "a, b y c"]
    assert listed(["a", "b"], "en") == "a and b"

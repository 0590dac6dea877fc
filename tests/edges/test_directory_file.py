"""The directory file: what the example says, and every mistake by its key and reason."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from voiceline.store.directory_file import DAYS, DirectoryError, parse_directory, read_directory

EXAMPLE = (Path(__file__).parents[2] / "directory.example.toml").read_text(encoding="utf-8")


def test_the_example_is_whole_and_without_doubts() -> None:
    book, warnings = parse_directory(EXAMPLE, "directory.example.toml")
    assert warnings == []
    assert (book.timezone, len(book.engineers), len(book.customers)) == ("America/Guatemala", 4, 2)
    assert (book.rotations["primary"].rehearse, book.rotations["secondary"].rehearse) == (True, False)
    assert book.customer_of("+50224110000") is book.customers[0]


def test_fallback_numbers_that_the_carrier_would_not_ring_are_named() -> None:
    phones = [f"+5025555{n:04}" for n in range(12)]
    own = '["+50255550101", "+50255550201"]'
    ten, twelve = (EXAMPLE.replace(own, repr(phones[:many]).replace("'", '"')) for many in (10, 12))
    assert parse_directory(ten, "x.toml")[1] == []
    (warning,) = parse_directory(twelve, "x.toml")[1]
    assert warning.startswith("line.fallback_phones: ") and warning.endswith(": +50255550010, +50255550011")


MISTAKES = [
    ('timezone = "America/Guatemala"', 'timezone = "Guatemala/City"', "line.timezone", "zona horaria"),
    ('name = "Línea urgente Khodi"', 'nombre = "x"', "line.name", "falta"),
    ('language = "es"   ', 'language = "fr"   ', "line.language", "fr"),
    ('monday = ["08:00-17:00"]', 'monday = ["8-17"]', "hours.monday", "hora"),
    ('monday = ["08:00-17:00"]', 'monday = ["17:00-08:00"]', "hours.monday", "tramo"),
    ('monday = ["08:00-17:00"]', 'monday = ["08:00-25:00"]', "hours.monday", "hora"),
    ('monday = ["08:00-17:00"]', 'monday = ["08:00-12:00", "11:00-17:00"]', "hours.monday", "traslapan"),
    ('monday = ["08:00-17:00"]', 'lunes = ["08:00-17:00"]', "hours.lunes", "desconocida"),
    ('holidays = "GT"', 'holidays = "ZZ"', "hours.holidays", "ZZ"),
    ('local_feast = "08-15"', 'local_feast = "15-08"', "hours.local_feast", "08-15"),
    ('P1 = "30m"', 'P1 = "30"', "updates.P1", "30"),
    ("date = 2027-03-24", 'date = "2027-03-24"', "closures[1].date", "fecha"),
    ('phones = ["+50255550201"]', "phones = []", "engineers[2].phones", "al menos"),
    ('phones = ["+50255550201"]', 'phones = ["12"]', "engineers[2].phones", "12"),
    ('phones = ["+50255550201"]', 'phones = ["+50255550301"]', "engineers.phones", "Lee Pérez"),
    ('id = "lee"', 'id = "dana"', "engineers[2].id", "repetido"),
    ('name = "Quetzal Foods"', 'name = "Banco Maya"', "customers.name", "repetido"),
    ('pin = "4471"', 'pin = "44"', "customers[1].pin", "cifras"),
    ('pin = "4471"', 'pin = "٤٤٧١"', "customers.Banco Maya.pin", "de 4 a 10 cifras"),
    ('pin = "7351"', 'pin = "735"', "engineers[1].pin", "cifras"),
    ('pin = "7351"', 'pin = "735173517"', "engineers.dana.pin", "de 4 a 8 cifras"),
    ('pin = "7351"', 'pin = "٧٣٥١"', "engineers.dana.pin", "de 4 a 8 cifras"),
    ('pin = "7351"', 'pin = "2846"', "engineers.pin", "Dana Cruz y Lee Pérez tienen el mismo"),
    ('phone_ranges = ["+5022411*"]', 'phone_ranges = ["2411"]', "customers[1].phone_ranges", "rango"),
    ('members = ["ana", "luis"]', 'members = ["ana", "pepe"]', "groups.desk.members", "pepe"),
    ("rehearse = true", 'rehearse = "sí"', "rotations[1].rehearse", "true o false"),
    ('every = "1 week"', 'every = "1 month"', "rotations[1].every", "turno"),
    ("starts = 2026-01-05T08:00:00", "starts = 2026-01-05T08:00:00Z", "rotations[1].starts", "sin zona"),
    (
        'page = ["primary"], by = ["call", "sms"], wait = "2m"',
        'page = ["x"], by = ["call"], wait = "2m"',
        "policies[1].steps[1].page",
        "«x»",
    ),
    ('wait = "2m"', 'wait = "0s"', "policies[1].steps[1].wait", "0s"),
    ('wait = "2m"', 'wait = "2 minutes"', "policies[1].steps[1].wait", "espera"),
    ('by = ["call", "sms"]', 'by = ["fax"]', "policies[1].steps[1].by", "fax"),
    ('severity = "P2"\nduring = "ordinary"', 'severity = "P3"\nduring = "ordinary"', "policies", "falta la de P2"),
    ('severity = "P2"\nduring = "ordinary"', 'severity = "P1"\nduring = "ordinary"', "policies", "hay dos"),
    ('escalate_to = "desk"', 'escalate_to = "jefa"', "line.escalate_to", "jefa"),
    ('abandoned_opens = "P3"', 'abandoned_opens = "P1"', "line.abandoned_opens", "P2, P3, P4"),
    ("[line]", "[line", "TOML", ""),
    ("[updates]", "[update]", "update", "desconocida"),
]


@pytest.mark.parametrize(("good", "bad", "key", "reason"), MISTAKES, ids=[f"{m[2]}: {m[1][:30]}" for m in MISTAKES])
def test_a_mistake_names_file_key_and_reason_in_one_line(good: str, bad: str, key: str, reason: str) -> None:
    assert good in EXAMPLE
    with pytest.raises(DirectoryError) as caught:
        parse_directory(EXAMPLE.replace(good, bad, 1), "x.toml")
    said = str(caught.value)
    assert said.startswith(f"x.toml: {key}: ") and reason in said and "\n" not in said


def test_no_mistake_repeats_a_pin() -> None:
    for bad in ("735173517", "2846"):
        with pytest.raises(DirectoryError) as caught:
            parse_directory(EXAMPLE.replace('pin = "7351"', f'pin = "{bad}"'), "x.toml")
        assert bad not in str(caught.value)


@pytest.mark.parametrize("pin", ["0000", "1234", "7890", "8765", "99999999"])
def test_a_pin_that_is_guessed_first_is_a_warning_that_does_not_say_it(pin: str) -> None:
    _, warnings = parse_directory(EXAMPLE.replace('pin = "7351"', f'pin = "{pin}"'), "x.toml")
    assert [each for each in warnings if each.startswith("engineers.dana: su PIN")] and pin not in "".join(warnings)

    _, warnings = parse_directory(EXAMPLE.replace('pin = "4471"', f'pin = "{pin}"'), "x.toml")
    assert [each for each in warnings if each.startswith("customers.Banco Maya: su PIN")]
    assert pin not in "".join(warnings)


def test_a_rhythm_of_updates_that_nobody_wants_to_read_is_a_warning() -> None:
    _, warnings = parse_directory(EXAMPLE.replace('P1 = "30m"', 'P1 = "90s"'), "x.toml")
    assert warnings == ["updates.P1: menos de diez minutos; el cliente recibirá un mensaje cada 90 s"]


def test_an_urgent_policy_that_rings_no_phone_is_a_warning() -> None:
    by_text = re.sub(r"page = (.*?), by = \[.*?\]", r'page = \1, by = ["sms"]', EXAMPLE)
    _, warnings = parse_directory(by_text, "x.toml")
    rings_none = "hace sonar ningún teléfono: sólo manda mensajes"
    assert [each.partition(" no ")[0::2] for each in warnings] == [
        ("policies[1]: un P1 en horario extraordinary", rings_none),
        ("policies[2]: un P2 en horario extraordinary", rings_none),
        ("policies[3]: un P1 en horario ordinary", rings_none),
        ("policies[4]: un P2 en horario ordinary", rings_none),
    ]


def test_a_policy_that_never_rules_is_a_warning() -> None:
    always = '\n[[policies]]\nseverity = "P1"\nduring = "always"\nsteps = '
    always += '[{ page = ["desk"], by = ["call"], wait = "1m" }]\n'
    _, warnings = parse_directory(EXAMPLE + always, "x.toml")
    never = "policies[5]: la de P1 en horario always no rige nunca: las de ordinary y extraordinary van antes"
    assert warnings == [never]
    of_nights = EXAMPLE.replace('severity = "P1"\nduring = "ordinary"', 'severity = "P1"\nduring = "always"')
    assert parse_directory(of_nights, "x.toml")[1] == [], "what names the hours wins over it, and the rest is its own"


def test_a_file_in_which_an_urgent_call_reaches_nobody_is_refused() -> None:
    nobody = EXAMPLE.replace(
        '{ page = ["desk"], by = ["call"], wait = "2m" },\n  { page = ["primary"]', '{ page = ["empty"]'
    ).replace("[[rotations]]", '[[groups]]\nid = "empty"\nmembers = []\n\n[[rotations]]', 1)
    with pytest.raises(DirectoryError, match="un P2 no llegaría a nadie"):
        parse_directory(nobody, "x.toml")


NO_HOURS = EXAMPLE.replace('["08:00-17:00"]', "[]")
HALF_OF_MONDAY = NO_HOURS.replace("monday = []", 'monday = ["08:00-12:00"]')
TODAY = datetime.now(UTC).date()


def dated(kind: str, day: date, words: str = "") -> str:
    return f"[[{kind}]]\ndate = {day}\n{words}\n"


def closed_mondays(days: int) -> str:
    """Every day from last week on is closed before it opens."""
    return "".join(dated("closures", TODAY + timedelta(days=n), 'from = "08:00"') for n in range(-7, days))


@pytest.mark.parametrize(
    "words",
    [
        NO_HOURS,
        NO_HOURS + dated("openings", TODAY + timedelta(days=900), 'hours = ["08:00-12:00"]'),
        NO_HOURS + dated("openings", TODAY - timedelta(days=3), 'hours = ["08:00-12:00"]'),
        HALF_OF_MONDAY.replace("[[closures]]\ndate = 2027-03-24", "[[closures]]\ndate = 2001-01-01")
        + closed_mondays(800),
    ],
    ids=["no hours", "opened too late", "opened once, long ago", "closed every Monday"],
)
def test_a_calendar_that_never_opens_within_two_years_is_refused(words: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        parse_directory(words, "x.toml")
    assert str(caught.value) == "x.toml: hours: no hay ninguna hora ordinaria en dos años"


WITHOUT_HOURS = EXAMPLE[: EXAMPLE.index("[hours]")] + EXAMPLE[EXAMPLE.index("[updates]") :]
SAID = 'holidays = "GT"\n' + "".join(f'{day} = ["08:00-17:00"]\n' for day in DAYS[:5])


def test_a_file_without_hours_keeps_those_of_the_agreement() -> None:
    assert "[hours]" not in WITHOUT_HOURS and "monday" not in WITHOUT_HOURS
    book, warnings = parse_directory(WITHOUT_HOURS, "x.toml")
    said, _ = parse_directory(f"{WITHOUT_HOURS}\n[hours]\n{SAID}", "x.toml")
    assert warnings == [] and book.calendar.week == said.calendar.week
    assert book.calendar.closings_of(2026) == said.calendar.closings_of(2026)
    assert [len(book.calendar.week[day]) for day in range(7)] == [1, 1, 1, 1, 1, 0, 0]


def test_hours_that_name_no_day_are_none() -> None:
    with pytest.raises(DirectoryError, match="dos años"):
        parse_directory(f"{WITHOUT_HOURS}\n[hours]\n", "x.toml")


def test_a_calendar_that_ran_out_after_it_was_loaded_is_still_read() -> None:
    """Calls are answered whatever the hours say."""
    assert not read_directory(NO_HOURS, "version 1").calendar.is_open(datetime.now(UTC))


def test_a_calendar_of_openings_alone_is_loaded_with_a_warning() -> None:
    day = TODAY + timedelta(days=30)
    _, warnings = parse_directory(NO_HOURS + dated("openings", day, 'hours = ["08:00-12:00"]'), "x.toml")
    assert any(warning.startswith("hours: ") and str(day) in warning for warning in warnings)


@pytest.mark.parametrize("kind", ["closures", "openings"])
def test_two_of_one_date_are_a_mistake_and_not_half_lost(kind: str) -> None:
    words = dated(kind, date(2027, 5, 3), 'hours = ["08:00-12:00"]' if kind == "openings" else "")
    with pytest.raises(DirectoryError, match=rf"x.toml: {kind}\[\d\].date: 2027-05-03 está repetido"):
        parse_directory(EXAMPLE + words + words, "x.toml")


def test_an_empty_rotation_is_a_warning_and_its_step_is_skipped() -> None:
    book, warnings = parse_directory(
        EXAMPLE.replace('id = "primary"\nmembers = ["dana", "lee"]', 'id = "primary"\nmembers = []'), "x.toml"
    )
    assert any("primary" in warning and "vacía" in warning for warning in warnings)
    assert book.rotations["primary"].members == ()


def test_a_calendar_that_never_opens_is_refused_by_its_hours_and_searches_for_nothing() -> None:
    days = re.compile(r"^(monday|tuesday|wednesday|thursday|friday) = .*$", re.MULTILINE)
    with pytest.raises(DirectoryError) as refused:
        parse_directory(days.sub("", EXAMPLE), "x")
    assert refused.value.key == "hours" and "dos años" in str(refused.value)

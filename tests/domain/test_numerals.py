"""Numbers as people say them. The test has a speller of its own, which shares nothing with the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.speech.numerals import digits_said

ES = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
]
ES += ["catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós"]
ES += ["veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve"]
ES_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
ES_HUNDREDS = ["ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos"]
ES_HUNDREDS += ["ochocientos", "novecientos"]
EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
EN += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spanish(n: int) -> str:
    if n >= 1000:
        head = "" if n < 2000 else f"{spanish(n // 1000)} "
        return f"{head}mil {spanish(n % 1000) if n % 1000 else ''}".strip()
    if n == 100:
        return "cien"
    if n > 100:
        return f"{ES_HUNDREDS[n // 100 - 1]} {spanish(n % 100) if n % 100 else ''}".strip()
    if n < 30:
        return ES[n]
    return ES_TENS[n // 10 - 3] + (f" y {ES[n % 10]}" if n % 10 else "")


def english(n: int) -> str:
    if n >= 1000:
        return f"{english(n // 1000)} thousand {english(n % 1000) if n % 1000 else ''}".strip()
    if n >= 100:
        return f"{EN[n // 100]} hundred {'and ' + english(n % 100) if n % 100 else ''}".strip()
    if n < 20:
        return EN[n]
    return EN_TENS[n // 10 - 2] + (f" {EN[n % 10]}" if n % 10 else "")


@given(st.integers(0, 9999))
def test_any_number_as_one_number(n: int) -> None:
    assert digits_said(spanish(n)) == digits_said(english(n)) == str(n)


@given(st.integers(0, 99_999))
def test_any_number_digit_by_digit(n: int) -> None:
    for names in (ES, EN):
        assert digits_said(" ".join(names[int(digit)] for digit in str(n))) == str(n)
    assert digits_said(" ".join(str(n))) == digits_said(", ".join(str(n))) == str(n)


@given(st.lists(st.integers(0, 99), min_size=4, max_size=4))
def test_a_phone_number_by_pairs(pairs: list[int]) -> None:
    written = "".join(f"{pair:02}" for pair in pairs)
    for speller, nought in ((spanish, "cero"), (english, "zero")):
        said = [(f"{nought} " if pair < 10 else "") + speller(pair) for pair in pairs]
        assert digits_said(", ".join(said)) == written
        assert digits_said(" ".join(said)) == written or speller is english  # "thirty five" has two readings there


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("cuatro uno siete", "417"),
        ("cuatrocientos diecisiete", "417"),
        ("cuatro cientos diecisiete", "417"),
        ("cuatro diecisiete", "417"),
        ("el caso es el cuatro uno siete", "417"),
        ("caso número cuatro, uno, siete por favor", "417"),
        ("hace dos horas, el caso 417", "417"),
        ("4 1 7", "417"),
        ("4-1-7", "417"),
        ("417", "417"),
        ("four one seven", "417"),
        ("four seventeen", "417"),
        ("four hundred seventeen", "417"),
        ("for one seven", "417"),
        ("case number four one seven please", "417"),
        ("mi número es cincuenta y seis treinta cincuenta y cuatro setenta y seis", "56305476"),
        ("cincuenta y seis treinta, cinco cuatro siete seis", "56305476"),
        ("56 30 54 76", "56305476"),
        ("5630-5476", "56305476"),
        ("mil doscientos treinta y uno", "1231"),
        ("doble cero siete", "007"),
        ("triple cinco uno", "5551"),
        ("double four one", "441"),
        ("five oh one", "501"),
        ("cero cero uno", "001"),
        ("diez y seis", "16"),
        ("veinte y dos", "22"),
        ("no me acuerdo", ""),
        ("un momento", ""),
        ("one moment", "1"),
        ("", ""),
        ("espere a ver", ""),
    ],
)
def test_numbers_as_they_are_said(said: str, digits: str) -> None:
    assert digits_said(said) == digits

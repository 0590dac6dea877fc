"""The numbers as words, as they are written and said; read by whoever says them and whoever hears them."""

# From nought up to where a language begins to put its numbers together.
SMALL = {
    "es": (
        *("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
        *("trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno"),
        *("veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho"),
        "veintinueve",
    ),
    "en": (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    ),
}
TENS = {
    "es": dict(
        zip(range(3, 10), ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"), strict=True)
    ),
    "en": dict(
        zip(range(2, 10), ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), strict=True)
    ),
}
HUNDREDS = {  # Spanish only
    **{1: "ciento", 2: "doscientos", 3: "trescientos", 4: "cuatrocientos", 5: "quinientos", 6: "seiscientos"},
    **{7: "setecientos", 8: "ochocientos", 9: "novecientos"},
}


def below_hundred(number: int, language: str) -> str:
    """``41`` → "cuarenta y uno", "forty one"."""
    small, tens = SMALL[language], TENS[language]
    if number < len(small):
        return small[number]
    ten, one = divmod(number, 10)
    return tens[ten] if one == 0 else f"{tens[ten]}{' y ' if language == 'es' else ' '}{small[one]}"

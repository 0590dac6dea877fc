"""Which short texts are a yes or a no to a colleague's request, and which are more than that."""

import pytest

from voiceline.domain.shift_word import ShiftWord, shift_word


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("SI", ShiftWord(True)),
        ("¡Sí, lo cubro!", ShiftWord(True)),
        ("ok, gracias", ShiftWord(True)),
        ("yo te cubro", ShiftWord(True)),
        ("No", ShiftWord(False)),
        ("no puedo, gracias", ShiftWord(False)),
        ("I can't", ShiftWord(False)),
        ("no acepto", ShiftWord(False)),
        ("si turno", ShiftWord(True, True)),
        ("acepto el turno de Dana", ShiftWord(True, True, "dana")),
        ("NO TURNO dana cruz", ShiftWord(False, True, "dana cruz")),
        ("yes shift lee", ShiftWord(True, True, "lee")),
    ],
)
def test_a_plain_yes_or_no(written: str, word: ShiftWord) -> None:
    assert shift_word(written) == word


@pytest.mark.parametrize(
    "written", ["", "turno", "CAMBIO TURNO luis", "tomo 417", "si 417", "si se cayó", "gracias", "si no puedo", "paso"]
)
def test_whatever_says_more_is_none(written: str) -> None:
    assert shift_word(written) is None

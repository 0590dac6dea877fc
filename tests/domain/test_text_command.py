"""What engineers write, and what it means."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.severity import Severity
from voiceline.domain.text_command import EXCLUSIONS, LONGEST, VERBS, Command, Mistaken, Verb, Wrong, command, key

UNDERSTOOD = {
    # taking and passing
    "TOMO 417": Command(Verb.TAKE, 417),
    "tomo 417": Command(Verb.TAKE, 417),
    "Tomo el caso 417.": Command(Verb.TAKE, 417),
    "¡TOMO #417!": Command(Verb.TAKE, 417),
    "tomo417": Command(Verb.TAKE, 417),
    "tomo caso no. 417 ya voy": Command(Verb.TAKE, 417),
    "Lo tomo": Command(Verb.TAKE),
    "yo lo tomo, gracias": Command(Verb.TAKE),
    "417 tomo": Command(Verb.TAKE, 417),
    "caso 417: tomo": Command(Verb.TAKE, 417),
    "ACK 417": Command(Verb.TAKE, 417),
    "ack": Command(Verb.TAKE),
    "I take case 417, please": Command(Verb.TAKE, 417),
    "TAKE #417": Command(Verb.TAKE, 417),
    "PASO 417": Command(Verb.PASS, 417),
    "paso": Command(Verb.PASS),
    "paso 417 no puedo": Command(Verb.PASS, 417),
    "Pass the case 417": Command(Verb.PASS, 417),
    # with words, which stay as they were written
    "RESUELTO 417 reinicio del balanceador": Command(Verb.RESOLVE, 417, note="reinicio del balanceador"),
    "resuelto 417: Reinicié el nodo 3.": Command(Verb.RESOLVE, 417, note="Reinicié el nodo 3"),
    "resuelto reinicié 3 nodos": Command(Verb.RESOLVE, note="reinicié 3 nodos"),
    "417 resuelto, reinicié": Command(Verb.RESOLVE, 417, note="reinicié"),
    "SOLVED 417 restarted it": Command(Verb.RESOLVE, 417, note="restarted it"),
    "Resolved #417 - restarted it": Command(Verb.RESOLVE, 417, note="restarted it"),
    "ALTERNATIVA 417 usar la otra caja": Command(Verb.WORK_AROUND, 417, note="usar la otra caja"),
    "workaround use the other till": Command(Verb.WORK_AROUND, note="use the other till"),
    "NOTA 417 el disco está lleno": Command(Verb.NOTE, 417, note="el disco está lleno"),
    "note 417 P3 would do": Command(Verb.NOTE, 417, note="P3 would do"),
    "AVISO 417 volvemos a las 4": Command(Verb.TELL, 417, note="volvemos a las 4"),
    "UPDATE 417\nwe are\non it": Command(Verb.TELL, 417, note="we are on it"),
    # severity, either way round
    "SEVERIDAD 417 P3 era una pregunta": Command(Verb.SEVERITY, 417, Severity.P3, note="era una pregunta"),
    "severidad p3 417 era una pregunta": Command(Verb.SEVERITY, 417, Severity.P3, note="era una pregunta"),
    "severidad 417 a p 1: cayó todo": Command(Verb.SEVERITY, 417, Severity.P1, note="cayó todo"),
    "SEVERIDAD P2 hay alternativa": Command(Verb.SEVERITY, None, Severity.P2, note="hay alternativa"),
    "severidad 417 crítico cayó todo": Command(Verb.SEVERITY, 417, Severity.P1, note="cayó todo"),
    "severidad 417 cri\u0301tico cayó todo": Command(Verb.SEVERITY, 417, Severity.P1, note="cayó todo"),
    "severity low for case 417 a question": Command(Verb.SEVERITY, None, Severity.P4, note="for case 417 a question"),
    "severity 417 low a question": Command(Verb.SEVERITY, 417, Severity.P4, note="a question"),
    # out of scope, by one of the agreement's five
    "FUERA 417 terceros": Command(Verb.SET_ASIDE, 417, exclusion="third_parties", note="terceros"),
    "fuera 417 daño físico del equipo": Command(
        Verb.SET_ASIDE, 417, exclusion="physical_damage", note="daño físico del equipo"
    ),
    "Fuera 417, conexión a Internet": Command(
        Verb.SET_ASIDE, 417, exclusion="connectivity", note="conexión a Internet"
    ),
    "OUT 417 custom development": Command(
        Verb.SET_ASIDE, 417, exclusion="custom_development", note="custom development"
    ),
    "out hardware": Command(Verb.SET_ASIDE, exclusion="hardware", note="hardware"),
    # of no case
    "QUIEN": Command(Verb.WHO),
    "¿Quién está de turno?": Command(Verb.WHO),
    "who is on call": Command(Verb.WHO),
    "CAMBIO TURNO": Command(Verb.SWAP),
    "cambio de turno Luis Soto": Command(Verb.SWAP, note="Luis Soto"),
    "swap shift luis": Command(Verb.SWAP, note="luis"),
    "swap": Command(Verb.SWAP),
    "AYUDA": Command(Verb.HELP),
    "help!": Command(Verb.HELP),
}
NOT_UNDERSTOOD = {
    # no command: a customer's text, where he is one
    "": Mistaken(Wrong.NO_COMMAND),
    "1": Mistaken(Wrong.NO_COMMAND),
    "417": Mistaken(Wrong.NO_COMMAND),
    "🙂": Mistaken(Wrong.NO_COMMAND),
    "no tomo 417": Mistaken(Wrong.NO_COMMAND),
    "el sistema está caído": Mistaken(Wrong.NO_COMMAND),
    "ayuda por favor": Mistaken(Wrong.NO_COMMAND),
    "¿Quién me atiende?": Mistaken(Wrong.NO_COMMAND),
    "cambio de contraseña no funciona": Mistaken(Wrong.NO_COMMAND),
    # half a command
    "tomo nota": Mistaken(Wrong.UNCLEAR, Verb.TAKE),
    "tomo 12345678901": Mistaken(Wrong.UNCLEAR, Verb.TAKE),
    "resuelto 4,170 reinicio": Mistaken(Wrong.UNCLEAR, Verb.RESOLVE),
    "paso a las 5": Mistaken(Wrong.TWO_NUMBERS, Verb.PASS),
    "TOMO 417 y 418": Mistaken(Wrong.TWO_NUMBERS, Verb.TAKE, 417),
    "TOMO 4 1 7": Mistaken(Wrong.TWO_NUMBERS, Verb.TAKE, 4),
    "RESUELTO 417": Mistaken(Wrong.WORDS_WANTED, Verb.RESOLVE, 417),
    "resuelto": Mistaken(Wrong.WORDS_WANTED, Verb.RESOLVE),
    "NOTA 417 ...": Mistaken(Wrong.WORDS_WANTED, Verb.NOTE, 417),
    "AVISO 417": Mistaken(Wrong.WORDS_WANTED, Verb.TELL, 417),
    "SEVERIDAD 417": Mistaken(Wrong.SEVERITY_WANTED, Verb.SEVERITY, 417),
    "SEVERIDAD 417 P5 más grave": Mistaken(Wrong.SEVERITY_WANTED, Verb.SEVERITY, 417),
    "SEVERIDAD 417 P3": Mistaken(Wrong.WORDS_WANTED, Verb.SEVERITY, 417),
    "FUERA 417": Mistaken(Wrong.EXCLUSION_WANTED, Verb.SET_ASIDE, 417),
    "FUERA 417 terceros o internet": Mistaken(Wrong.EXCLUSION_WANTED, Verb.SET_ASIDE, 417),
    "out of memory": Mistaken(Wrong.EXCLUSION_WANTED, Verb.SET_ASIDE),
    "417 quien": Mistaken(Wrong.UNCLEAR, Verb.WHO),
    "NOTA 417 " + "x y" * LONGEST: Mistaken(Wrong.TOO_LONG, Verb.NOTE, 417),
}


@pytest.mark.parametrize(("written", "meant"), UNDERSTOOD.items())
def test_a_command_is_what_it_says(written: str, meant: Command) -> None:
    assert command(written) == meant


@pytest.mark.parametrize(("written", "why"), NOT_UNDERSTOOD.items())
def test_what_is_none_is_given_back_with_the_reason(written: str, why: Mistaken) -> None:
    assert command(written) == why


@pytest.mark.parametrize(
    ("written", "verb"),
    [("1", Verb.TAKE), (" Ok. ", Verb.TAKE), ("Sí", Verb.TAKE), ("2", Verb.PASS), ("No puedo", Verb.PASS)],
)
def test_in_answer_to_a_page_a_bare_word_is_its_key(written: str, verb: Verb) -> None:
    assert key(written) == Command(verb)


@pytest.mark.parametrize("written", ["", "3", "ok pero después", "1 2", "si no contesta nadie"])
def test_more_than_a_bare_word_is_no_key(written: str) -> None:
    assert key(written) is None


@pytest.mark.parametrize("written", ["TOMO:²", "TOMO ①", "RESUELTO ² reinicio"])
def test_a_sign_that_looks_like_a_number_is_none(written: str) -> None:
    assert command(written).number is None


pieces = st.sampled_from([*VERBS, *EXCLUSIONS, "P1", "p 3", "#", "caso", "no", "el", ":", ",", "417", "99", "ñ", "²"])
texts = st.one_of(st.text(max_size=200), st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=8).map(" ".join))


@given(texts)
def test_it_never_raises_and_never_invents_a_number_or_a_word(written: str) -> None:
    found = command(written)
    assert key(written) is None or key(written).number is None
    if found.number is not None:
        digits = "".join(str(int(each)) if each.isdecimal() else " " for each in written)
        assert str(found.number) in [each.lstrip("0") or "0" for each in digits.split()]
    if isinstance(found, Command):
        assert found.note in " ".join(unicodedata.normalize("NFC", written).split())


@given(
    st.sampled_from(sorted(VERBS)), st.integers(1, 999_999_999), st.sampled_from(["{} {}", "{} #{}", "{}, caso {}."])
)
def test_every_word_of_a_verb_takes_a_number(word: str, number: int, shape: str) -> None:
    found = command(shape.format(word.upper(), number))
    assert isinstance(found, Mistaken) or found.number == number
    if found.verb in set(Verb) - {Verb.WHO, Verb.SWAP, Verb.HELP}:
        assert found.number == number

"""Yes and no, to what was understood and to whether it is solved."""

from tests.domain.utterances.lines import lines
from voiceline.domain.speech.meaning import Meaning

CONFIRM = {"1": (Meaning.YES, Meaning.CRITICAL), "2": (Meaning.NO,)}  # "Entendí: crítico. ¿Es correcto?"
_YES = """
    sí
    si
    SI
    síii
    sip
    sí, señorita
    si por favor
    sí es crítico
    sí, está caído
    si es correcto
    correcto
    exacto
    así es
    claro
    claro que sí
    cabal
    simón
    ajá
    dale
    eso es
    afirmativo
    ok
    está bien
    uno
    el uno
    yes
    yeah
    yep
    yes it is
    yes please
    that's right
    correct
    of course
    sure
    y
"""
_NO = """
    no
    NO
    nooo
    nel
    no no
    no, señorita
    no gracias
    no es correcto
    para nada
    claro que no
    todavía no
    negativo
    dos
    no, es otra consulta
    nope
    no it's not
    that's wrong
    not yet
    n
"""
CONFIRMED = [
    *((said, "1", True) for said in lines(_YES)),
    *((said, "2", True) for said in lines(_NO)),
    ("no es crítico", "2", False),  # or "no, es crítico"
    ("no, es alto", "2", False),
    ("sí pero no", "1", False),
    ("no funciona", "1", False),
    ("creo que sí", "1", False),
    ("hola", None, None),
]

SOLVED = [
    *(
        (said, True)
        for said in ("sí", "SI", "s", "ok", "yes", "Resuelto", "sí, ya funciona", "ya quedó", "it works now")
    ),
    *((said, True) for said in ("correcto", "si gracias", "Sí, muchas gracias", "ya no falla", "all good", "sip")),
    *((said, False) for said in ("no", "NO", "n", "todavía no", "aún no", "not yet", "sigue fallando", "no funciona")),
    *(
        (said, False)
        for said in ("sigue igual", "sigue caído", "no, sigue igual", "it's still down", "not fixed", "nop")
    ),
    *(
        (said, None)
        for said in ("", "gracias", "sí pero sigue lento", "no, ya funciona", "1", "hola", "está caído todo")
    ),
    *((said, None) for said in ("¿quién atiende mi caso?", "creo que sí", "🙂", "no sé")),
]

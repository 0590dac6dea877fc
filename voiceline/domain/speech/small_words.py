"""The small words around a meaning: those that deny it, doubt it, turn it, or add nothing."""

from voiceline.domain.speech.plain_words import phrases_of


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# They deny what follows.
NOT_WORDS = _words(
    """
    aint arent doesnt dont isnt jamas nada neither never ni no nor not nunca tampoco wasnt werent without
    """
)
# What follows is a new thought, which no "no" from before it reaches.
BUT = _words("pero sino aunque porque but although though however because")
# Before and after an answer they say nothing.
COURTESY = _words(
    """
    favor gracias mil muchas please por porfa porfavor porfis thank thanks you
    """
)
# Nor do these, anywhere.
FILLERS = _words(
    """
    a ah al alo am aqui ay buen buena buenas bueno buenos choose con de del dia dias digo disculpe e eh el elijo
    ella em en entonces es esa ese esta este esto estoy favor fijese gracias habla hablar have hello hey hi hola
    i im is it its joven key la las le les like lo los marcar marco marque me mi mire mm mmm muchas muy my
    necesitamos necesito noche noches nos nosotros number numero o oh oiga opcion option or para per perdone
    please por porfa porfavor porfis press pues que quiero quisiera quisieramos saludos se seleccione selecciono
    seno senor senorita ser speak tarde tardes tecla tengo thank thanks that thats the this to uh um un una
    usted vaya want we with would y ya yo you
    """
)
# A number after one of these is the name of a key.
KEY_WORDS = _words(
    """
    choose digito elijo escojo key marcando marcar marco marque number numero opcion opciones option presione
    presiono press pressing selecciono tecla
    """
)
# Said before it, an answer is not sure.
HEDGES = phrases_of(
    """
    creo|pienso|siento que, no se si|que|cual|bien, no estoy seguro|segura, tal vez|ves, quiza|quizas, talvez, parece,
    como que, puede que, a lo mejor, supongo, depende, mas o menos, i think, maybe|perhaps|possibly|probably, not sure,
    dont|do not know, i guess, kind|sort of, might, seems, it depends, if it|its
    """
)
# Long words that a thumb or a bad line spoils by one letter.
OFTEN_SPOILED = phrases_of(
    """
    critico, critica, urgente, urgencia, emergencia, sistema, plataforma, servidor, funciona, alternativa, intermitente,
    consulta, pregunta, critical, emergency, urgent, everything, working, workaround, intermittent
    """
)

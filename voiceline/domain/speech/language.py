"""In which language somebody writes, by its small words; None where they do not say."""

from voiceline.domain.speech.plain_words import phrases_of, plain_words

LEAST = 2  # telling words, all of one language


def language_of(written: str) -> str | None:
    words = set(plain_words(written).split())
    spoken = {language: len(words & telling) for language, telling in _TELLING.items()}
    (first, most), (_, others) = sorted(spoken.items(), key=lambda each: -each[1])
    return first if most >= LEAST and not others else None


def _words(table: str) -> frozenset[str]:
    return frozenset(" ".join(phrases_of(table)).split())


# None of them is a word of the other language, nor of what people of both call their systems.
_TELLING = {
    "en": _words(
        """
        the our we is are was were not nothing nobody cannot cant wont isnt doesnt its it and please help hello hi down
        anyone everything working works this that my you your have need in english can to of
        """
    ),
    "es": _words(
        """
        el la los las un una nuestro nuestra nosotros es esta estan estamos nada nadie ya que con por favor porfa hola
        buenas buenos dias tardes noches todo se lo de del y mi su en para tenemos necesito puedo podemos ayuda
        """
    ),
}

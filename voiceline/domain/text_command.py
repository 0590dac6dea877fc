"""What a short text asks for: upper or lower case, accents or none, Spanish or English."""

from voiceline.domain.speech.meaning import Meaning
from voiceline.domain.speech.recogniser import recognise

# "Is it really solved?" is answered with a word, or with how it goes.
SOLVED = {"yes": (Meaning.YES, Meaning.SOLVED), "no": (Meaning.NO, Meaning.STILL_FAILS)}


def yes_or_no(words: str) -> bool | None:
    """Whether this plainly says that it is solved, or that it is not; None for anything else."""
    understood = recognise(words, SOLVED)
    return understood.key == "yes" if understood is not None and understood.sure else None

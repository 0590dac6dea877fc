"""What customers under stress say and text, as it arrives: misheard, misspelled, unpunctuated. Each with its choice."""

from tests.domain.utterances.critical import CRITICAL, CRITICAL_ASKED
from tests.domain.utterances.high import HIGH, HIGH_ASKED
from tests.domain.utterances.others import ANYTHING_ELSE, ANYTHING_ELSE_ASKED, ENGLISH, MY_CASE, NOTHING, REPEAT
from voiceline.domain.speech.meaning import Meaning

WELCOME = {
    "1": (Meaning.CRITICAL,),
    "2": (Meaning.HIGH,),
    "3": (Meaning.ANYTHING_ELSE,),
    "4": (Meaning.MY_CASE,),
    "9": (Meaning.ENGLISH,),
    "*": (Meaning.REPEAT,),
}

URGENT = [*CRITICAL, *CRITICAL_ASKED, *HIGH, *HIGH_ASKED]

TABLE = [
    *((words, "1", True) for words in CRITICAL),
    *((words, "1", False) for words in CRITICAL_ASKED),
    *((words, "2", True) for words in HIGH),
    *((words, "2", False) for words in HIGH_ASKED),
    *((words, "3", True) for words in ANYTHING_ELSE),
    *((words, "3", False) for words in ANYTHING_ELSE_ASKED),
    *((words, "4", True) for words in MY_CASE),
    *((words, "9", True) for words in ENGLISH),
    *((words, "*", True) for words in REPEAT),
    *((words, None, None) for words in NOTHING),
]

"""Is her case of the cause that was announced to her? Asked once her case is open; silence leaves it by itself."""

from voiceline.dialog.conversation import Ask, Choice, Do, Step
from voiceline.domain.speech.meaning import Meaning

LOOK = {"opened": "look_for_cause", "stranger": "look_for_cause"}
_ON = {"known": "describe", "stranger": "describe_stranger"}

STEPS: dict[str, Step] = {
    "look_for_cause": Do("look_for_cause", {"announced": "same_cause", **_ON}),
    "same_cause": Ask(
        "same_cause",
        {
            "1": Choice("link_to_cause", means=(Meaning.YES,), named="of_cause"),
            "2": Choice("apart", means=(Meaning.NO, Meaning.ANYTHING_ELSE), named="not_of_cause"),
        },
        give_up="apart",
        seconds=4,
        on_silence="apart",
        on_words="describe",
        confirm="confirm",
    ),
    "link_to_cause": Do("link_to_cause", _ON),
    "apart": Do("apart_from_cause", _ON),
}

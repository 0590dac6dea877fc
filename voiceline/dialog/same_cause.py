"""Is her case of the cause that was announced to her? Asked once her case is open; silence leaves it by itself."""

from voiceline.dialog.conversation import Ask, Choice, Do, Step

STEPS: dict[str, Step] = {
    "look_for_cause": Do("look_for_cause", {"announced": "same_cause", "none": "describe"}),
    "same_cause": Ask(
        "same_cause",
        {"1": Choice("link_to_cause"), "2": Choice("describe")},
        give_up="describe",
        seconds=4,
        on_silence="describe",
        on_words="describe",
    ),
    "link_to_cause": Do("link_to_cause", {"linked": "describe", "none": "describe"}),
}

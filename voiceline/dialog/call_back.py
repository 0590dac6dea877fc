"""A person asked for it on a page: the line rings him first, says whom he will talk to, and rings the customer at 1."""

from voiceline.dialog.conversation import Ask, Choice, Do, End, Ring, Script

CALL_BACK = Script(
    "call_back",
    "offer",
    {
        "offer": Ask("call_back_offer", {"1": Choice("ready")}, give_up="no_key", seconds=5),
        "ready": Do("ready_to_call", {"ready": "ring"}),
        "ring": Ring("ring", ways={"talked": "called", "unjoined": "not_reached", "error": "not_reached"}),
        "not_reached": Ask("not_reached", {"1": Choice("ring")}, give_up="over", seconds=6),
        "called": Do("end_call_back", {"done": "over"}),
        "over": End("call_back_over"),
        "no_key": End("call_back_no_key"),
    },
)

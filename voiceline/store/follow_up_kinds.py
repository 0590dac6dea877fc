"""Kinds of follow-ups: which bell rings for each, in which order, how soon one that failed is tried again."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from voiceline.store.bells import CALM, URGENT

ESCALATE = "escalate"
END_TOLD = "end_told"  # of a call that is not on record yet; the end of its name is the call's sid
# Slow work goes to a queue of its own.
CALM_KINDS = frozenset(
    {
        "fetch_recording",
        "delete_recording",
        "purge_recordings",
        "fetch_media",
        "delete_media",
        "purge_media",
        "look_up_call",
        "fetch_missed",
        "keep_calendar",
    }
)
IN_CROWDS = frozenset({"after_opening"})  # one a case: a bad night leaves hundreds
# What one bell asks for, in the order of their turns, and on which queue: what a crowd leaves, whatever else moves a
# case on, what only fetches. However many of one are due, the others are found too.
GROUPS: Mapping[str, str] = {**dict.fromkeys(sorted(IN_CROWDS), URGENT), URGENT: URGENT, CALM: CALM}
MOST_DUE = {**dict.fromkeys(GROUPS, 500), CALM: 20}  # found in one look; of what only fetches enough for one bell
BEFORE_OTHERS = 1  # the rank of what frees a phone, among what only fetches
# Somebody waits for these: a case that nobody has, a customer who was promised or has written something, a phone that
# counts as taken. They are tried again soon, however often they failed, and one that is late stops the pulse.
URGENT_KINDS = frozenset(
    {
        ESCALATE,
        "after_opening",
        "clock",
        "lost",
        "forgotten",
        "left_behind",
        "untold",
        "update_customer",
        "abandoned",
        "text_silence",
        "kept_text",
        "end_ring",
        "look_up_call",
    }
)
URGENT_RETRY = 15
RETRY_AFTER = (1, 5, 15, 60, 300, 900)  # seconds; then each quarter of an hour


def group_of(kind: str) -> str:
    if kind in IN_CROWDS:
        return kind
    return CALM if kind in CALM_KINDS else URGENT


def among(kinds: Iterable[str]) -> str:
    """In SQL."""
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(kinds)))


GROUP = f"CASE WHEN {among(IN_CROWDS)} THEN kind WHEN {among(CALM_KINDS)} THEN '{CALM}' ELSE '{URGENT}' END"  # in SQL


def retry_delay(tries: int, kind: str = "") -> timedelta:
    """After so many tries; what somebody waits for never waits long."""
    seconds = RETRY_AFTER[min(tries, len(RETRY_AFTER)) - 1]
    return timedelta(seconds=min(seconds, URGENT_RETRY) if kind in URGENT_KINDS else seconds)

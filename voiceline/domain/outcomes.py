"""What may come of a call. Written when its end is learned, and never null from then on (DESIGN 5.5)."""

DIRECTIONS = ("inbound", "outbound")
INBOUND_OUTCOMES = ("joined", "case_opened", "joined_case", "information", "message", "abandoned", "rejected")
OUTBOUND_OUTCOMES = (
    "acknowledged",
    "passed_on",
    "no_key",
    "no_answer",
    "busy",
    "failed",
    "cancelled",
    "talked",
)
CALL_OUTCOMES = INBOUND_OUTCOMES + OUTBOUND_OUTCOMES
OUTCOMES_OF = {"inbound": INBOUND_OUTCOMES, "outbound": OUTBOUND_OUTCOMES}

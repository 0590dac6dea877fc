"""Every script by its name, as a Place carries it."""

from voiceline.dialog.by_text import BY_TEXT
from voiceline.dialog.call_back import CALL_BACK
from voiceline.dialog.conversation import Script
from voiceline.dialog.customer_door import CUSTOMER_DOOR
from voiceline.dialog.customer_line import CUSTOMER_LINE
from voiceline.dialog.engineer_page import (
    ENGINEER_ASKED_IN,
    ENGINEER_CALLBACK,
    ENGINEER_DOOR,
    ENGINEER_JOIN,
    ENGINEER_PAGE,
    ENGINEER_REHEARSAL,
)

ON_CALLS: dict[str, Script] = {
    script.name: script
    for script in (
        CUSTOMER_LINE,
        CUSTOMER_DOOR,
        ENGINEER_PAGE,
        ENGINEER_CALLBACK,
        ENGINEER_DOOR,
        ENGINEER_JOIN,
        ENGINEER_ASKED_IN,
        ENGINEER_REHEARSAL,
        CALL_BACK,
    )
}
# The rest are written only.
SCRIPTS: dict[str, Script] = {**ON_CALLS, BY_TEXT.name: BY_TEXT}

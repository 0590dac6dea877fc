"""What a bell asks for: one action each. The row says whether there is anything to do."""

from voiceline.actions import deliver as delivering
from voiceline.actions import escalate as escalating
from voiceline.actions import follow_up as following_up
from voiceline.store.bells import MESSAGES
from workers.process import line


def deliver(notification_id: int) -> None:
    delivering.deliver(line(), notification_id)


def deliver_message(notification_id: int) -> None:
    delivering.deliver(line(), notification_id, MESSAGES)


def escalate(_: int) -> None:
    escalating.escalate(line())


def follow_up(which: int | str) -> None:
    following_up.follow_up(line(), which)


def follow_ups_of(group: str) -> None:
    following_up.follow_ups_of(line(), group)

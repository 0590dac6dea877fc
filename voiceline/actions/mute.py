"""An engineer's phone takes no texts any more, by his word or the carrier's: said aloud, since it mutes part of a page.

His calls ring on. By his own word he is texted no more there; where only the carrier refuses, each text is tried, so
that what it lets through again arrives.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.tell_engineers import desk, tell_admins, tell_engineers
from voiceline.domain.directory import Directory, Engineer
from voiceline.store import opt_outs
from voiceline.store.opt_outs import OptOut

KIND = "engineer_mute"


def engineer_is_mute(
    session: Session, directory: Directory, engineer: Engineer, channel: str, address: str, now: datetime
) -> None:
    """The admins and the desk are told, once a day; he himself by e-mail, where he has one."""
    values = {"engineer": engineer.name, "number": address}
    once = f"{KIND}-{channel}-{address}-{now:%Y%m%d}"
    tell_admins(session, directory, KIND, once, now, values)
    others = [each for each in desk(directory, now) if each != engineer.id]
    tell_engineers(session, directory, others, KIND, once, now, values)
    tell_engineers(session, directory, [engineer.id], KIND, once, now, values, by=("email",))


def mute_engineers(session: Session, directory: Directory) -> list[tuple[str, OptOut]]:
    """(name, what is on record) of each engineer's phone that takes no texts."""
    names = {phone: each.name for each in directory.engineers.values() for phone in each.phones}
    return [(names[each.address], each) for each in opt_outs.of(session, sorted(names))]

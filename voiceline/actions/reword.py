"""Put other words, or a recording, in the place of a prompt's, and go back: a version each time, by whom and when.

What does not fit is refused before it is written; so is a change made on a page that no longer shows what is in force.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.dialog import how_it_sounds, rewording
from voiceline.dialog.catalog import shipped
from voiceline.dialog.rewording import RECORDING, Unfit
from voiceline.store import audit, wording
from voiceline.store.wording import PromptRecording, Slot, Wording
from voiceline.telephony import audio

LARGEST_FILE = 5 * 1024 * 1024
SHORTEST = 0.5  # seconds


class UnfitError(Exception):
    """These words or this file cannot stand for the prompt."""

    def __init__(self, reasons: list[Unfit]):
        super().__init__(", ".join(each.rule for each in reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Editor:
    """Who changes the words, when, and which version of the slot the page showed (0: the shipped one)."""

    by: str
    seen: int
    now: datetime


def reword(session: Session, slot: Slot, words: str, editor: Editor) -> None:
    """These words from now on. Words that are said already change nothing. Raises UnfitError."""
    clean = rewording.tidy(slot.language, slot.prompt, slot.kind, words)
    _refuse(rewording.unfit(slot.language, slot.prompt, slot.kind, clean))
    own = shipped(slot.language).prompts()[slot.prompt][slot.kind]
    _put(session, slot, None if clean == own else clean, None, editor)


def record(session: Session, language: str, prompt: str, media: bytes, editor: Editor) -> None:
    """Play this file from now on. It is taken to say the words that are in force, whose keys it promises.

    Raises UnfitError.
    """
    if not rewording.can_be_recorded(language, prompt):
        _refuse([Unfit("not_recordable")])
    if len(media) > LARGEST_FILE:
        _refuse([Unfit("too_large", str(LARGEST_FILE // 1024 // 1024))])
    try:
        heard = audio.examine(media)
    except audio.NotPlayableError as error:
        raise UnfitError([Unfit(str(error))]) from error
    if not SHORTEST <= heard.seconds <= how_it_sounds.LONGEST:
        _refuse([Unfit("length", f"{heard.seconds:.1f}")])
    said = words_in_force(session, language, prompt)
    file = wording.keep_file(session, media, heard.content_type, heard.seconds)
    _put(session, Slot(language, prompt, RECORDING), said, file, editor)


def go_back(session: Session, slot: Slot, to: Wording | None, editor: Editor) -> None:
    """An earlier version of this slot, or what was shipped, once more. Raises UnfitError when it no longer fits."""
    if to is not None and not to.fits:
        _refuse([Unfit("no_longer_fits")])
    _put(session, slot, to.words if to else None, to.recording if to else None, editor)


def words_in_force(session: Session, language: str, prompt: str) -> str:
    """The words of the voice: an admin's if they fit, else the shipped ones."""
    now = wording.current(session, Slot(language, prompt, "say"))
    said = now.words if now is not None and now.fits else None
    return said or shipped(language).prompts()[prompt]["say"]


def _put(session: Session, slot: Slot, words: str | None, file: PromptRecording | None, editor: Editor) -> None:
    now = wording.current(session, slot)
    if editor.seen != (now.id if now else 0):
        _refuse([Unfit("changed_meanwhile", now.made_by if now else "")])
    if words == (now.words if now else None) and file == (now.recording if now else None):
        return
    made = wording.put(session, slot, words, file, editor.by, editor.now)
    before, about = now.words if now else None, "/".join(slot)
    audit.note(session, editor.by, "reworded", about, editor.now, before=before, after=words, version=made.id)


def _refuse(reasons: list[Unfit]) -> None:
    if reasons:
        raise UnfitError(reasons)

"""Draw a recording: how loud it is along its length, measured once, when somebody first looks at it."""

import logging
from typing import TYPE_CHECKING

from voiceline.actions.hear_recording import open_recording
from voiceline.archive.archive import ArchiveError, MissingError
from voiceline.archive.checked import SpoiledError
from voiceline.domain.waveform import loudness
from voiceline.store import recordings
from voiceline.store.recordings import Recording

if TYPE_CHECKING:
    from voiceline.line import Line

log = logging.getLogger(__name__)

NO_DRAWING = b""  # measured, and no sound we can draw


def draw_recording(line: "Line", row: Recording) -> bool:
    """Nobody has heard it by this. False when the archive is out of reach: then it is drawn another time."""
    if row.loudness is not None or not row.can_be_heard:
        return True
    try:
        with open_recording(line, row) as file:
            row.loudness = loudness(file) or NO_DRAWING
    except (ArchiveError, SpoiledError) as error:
        log.warning("recording %s cannot be drawn: %s", row.id, error)
        return isinstance(error, SpoiledError | MissingError)
    with line.transaction() as session:
        recordings.keep_loudness(session, row.id, row.loudness)
    return True

"""Recordings: can a file be kept and read back where RECORDINGS says, and for how long they stay."""

import hashlib
import secrets

from voiceline.archive.checked import checked
from voiceline.doctor.check import Check, Unknown, bad, ok, untold
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.store.recordings import ARCHIVE

A_WORD = "¿se guarda?".encode()
FOLDER = "Cree esa carpeta, dé permiso de escribir al usuario de la línea y vea que quede espacio en el disco."
BUCKET = (
    "Revise nombre, «endpoint» y «region» en RECORDINGS, y que AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY "
    "puedan leer, escribir y borrar."
)


def ask_archive(line: Line) -> bool:
    """Keeps a file of eleven letters, reads it back and lets it go. False where there is no archive to ask."""
    if not line.settings.recordings:
        return False
    archive, name = line.archive(ARCHIVE), f"doctor-{secrets.token_hex(8)}"
    archive.put(name, A_WORD)
    try:
        checked(archive, name, hashlib.sha256(A_WORD).hexdigest()).close()
    finally:
        archive.delete(name)
    return True


def recordings_check(settings: Settings, found: bool | Unknown) -> Check:
    place, kept = settings.recordings or "", f"y se borran a los {settings.recordings_kept.days} días"
    if isinstance(found, Unknown):
        if not found.was_asked:
            return untold("recordings", found, "")
        do = BUCKET if place.startswith("s3://") else FOLDER
        return bad("recordings", f"en {_shown(place)} no se guardan, se quedan en el operador: {found.reason}", do)
    if not found:
        return ok("recordings", f"se guardan en la base de datos {kept}")
    return ok("recordings", f"en {_shown(place)} se escribe y se lee {kept}")


def transcription_check(settings: Settings) -> Check:
    if settings.transcription:
        return ok("transcription", f"encendida ({settings.transcription}): se paga por minuto de dictado")
    return ok("transcription", "apagada (TRANSCRIPTION no está): lo que dictan sólo se oye, y no se busca")


def _shown(place: str) -> str:
    return place.partition("?")[0]

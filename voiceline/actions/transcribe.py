"""What a machine understood of a dictation: kept with the call, and the case's summary while it has no better one."""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.store import calls, recordings, tickets, transcripts
from voiceline.store.calls import Call
from voiceline.telephony.transcriber import Trouble, Utterance


def transcribe(session: Session, source: str, heard: Utterance | Trouble, now: datetime) -> None:
    """Twice, late or out of order: each utterance counts once, where it was spoken. An unknown call creates nothing."""
    call = calls.lock(session, heard.call_sid)
    if call is None:
        return
    if isinstance(heard, Trouble):
        calls.note(session, call, "transcription_failed", now, code=heard.code)
        return
    piece = transcripts.Piece(heard.name, heard.order, heard.words, heard.confidence)
    before, words = transcripts.add(session, call.id, source, heard.language, piece, now)
    ticket = tickets.lock(session, call.ticket_number) if call.ticket_number and words != before else None
    if ticket is not None:
        ticket.transcribe(before, words, heard.words, now)


def attach(session: Session, call: Call, now: datetime) -> None:
    """What was recorded and understood on this call belongs to its case from now on."""
    ticket = tickets.lock(session, call.ticket_number) if call.ticket_number else None
    if ticket is None:
        return
    recordings.attach(session, call.id, ticket.number)
    for each in transcripts.of_calls(session, [call.id]):
        ticket.transcribe("", each.words, each.words, now)

"""The door for what became of legs, messages, recordings, dictations. An unknown id creates nothing: 204."""

from flask import Blueprint, Response, request

from voiceline.actions import receive
from voiceline.actions.customer_leg import customer_status
from voiceline.actions.transcribe import transcribe
from voiceline.store import notifications
from voiceline.telephony.inbound import leg_status, whole
from voiceline.telephony.twilio_transcriber import transcriber_of
from voiceline.web.guard import from_carrier, the_line

blueprint = Blueprint("receipts", __name__)


@blueprint.post("/voice/status")
@from_carrier
def call_status() -> Response:
    line = the_line()
    with line.transaction() as session:
        receive.inbound_status(session, leg_status(request.form), line.now())
    return Response(status=204)


@blueprint.post("/voice/page/<token>/status")
@from_carrier
def page_status(token: str) -> Response:
    line = the_line()
    with line.transaction() as session:
        page = notifications.by_token(session, token)
        if page is not None:
            receive.page_status(session, page.id, leg_status(request.form), line.now())
    return Response(status=204)


@blueprint.post("/voice/leg/<parent>/status")
@from_carrier
def customer_leg_status(parent: str) -> Response:
    line = the_line()
    with line.transaction() as session:
        customer_status(session, parent, leg_status(request.form), line.now())
    return Response(status=204)


@blueprint.post("/text/<token>/status")
@from_carrier
def message_status(token: str) -> Response:
    line = the_line()
    form = request.form
    with line.transaction() as session:
        row = notifications.by_token(session, token)
        if row is not None:
            receive.message_status(
                session,
                row.id,
                form.get("MessageSid", ""),
                form.get("MessageStatus", ""),
                form.get("ErrorCode") or None,
                line.now(),
            )
    return Response(status=204)


@blueprint.post("/voice/recording")
@from_carrier
def recording_status() -> Response:
    line = the_line()
    form = request.form
    with line.transaction() as session:
        receive.recording_status(
            session,
            form.get("CallSid", ""),
            form.get("RecordingSid", ""),
            form.get("RecordingStatus", "completed"),
            whole(form.get("RecordingDuration")),
            line.now(),
        )
    return Response(status=204)


@blueprint.post("/voice/transcription")
@from_carrier
def transcription() -> Response:
    line = the_line()
    transcriber = transcriber_of(line.settings)
    heard = transcriber.heard(request.form) if transcriber else None
    if transcriber is not None and heard is not None:
        with line.transaction() as session:
            transcribe(session, transcriber.name, heard, line.now())
    return Response(status=204)

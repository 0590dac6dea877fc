"""The door for texts: SMS and WhatsApp alike."""

import logging

from flask import Blueprint, Response, request

from voiceline.actions.answer_text import answer_text
from voiceline.store import directory
from voiceline.telephony.inbound import inbound_text
from voiceline.telephony.text_reply import document, notice_words
from voiceline.web.guard import from_carrier, the_line

blueprint = Blueprint("texts", __name__)
log = logging.getLogger(__name__)


@blueprint.post("/text/incoming")
@from_carrier
def incoming() -> Response:
    line = the_line()
    text = inbound_text(request.form)
    try:
        with line.transaction() as session:
            reply = answer_text(session, text, line.settings.line_number, line.now())
    except Exception:  # whatever it is, she must not believe that we have it
        log.exception("a message could not be saved")
        book = directory.last_known()
        language = book.language if book else "es"
        reply = notice_words("text_not_saved", language, {"line_number": line.settings.line_number}, text.channel)
    return Response(document(reply), mimetype="text/xml")

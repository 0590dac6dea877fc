"""The door for texts: SMS and WhatsApp alike."""

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from voiceline.actions.answer_text import answer_text, keep_text
from voiceline.domain.sending import can_be_answered
from voiceline.store import directory
from voiceline.telephony.inbound import InboundText, inbound_text
from voiceline.telephony.text_reply import document, notice_words
from voiceline.web.guard import from_carrier, the_line

blueprint = Blueprint("texts", __name__)
log = logging.getLogger(__name__)


@blueprint.post("/text/incoming")
@from_carrier
def incoming() -> Response:
    line = the_line()
    text = inbound_text(request.form.to_dict())  # of what a form lacks it makes an error each time
    try:
        with line.transaction() as session:
            reply = answer_text(session, text, line.settings.line_number, line.now())
    except Exception:  # whatever it is, she must not believe more than is true
        log.exception("a message could not be answered")
        reply = _kept(text)
    return Response(document(reply), mimetype="text/xml")


@blueprint.errorhandler(RequestEntityTooLarge)
def form_too_large(error: RequestEntityTooLarge) -> Response:
    """No text is so long, and whose this is nobody can say: it is not kept, and she is told so."""
    return Response(document(_words("text_not_saved", "sms", "")), mimetype="text/xml")


def _kept(text: InboundText) -> str:
    """It is on record all the same, to be heard in a moment; and the words of that, or that it is not. One that was
    heard before, whose answer was lost, hears it now.
    """
    line = the_line()
    try:
        with line.transaction() as session:
            reply = keep_text(session, text, line.now())
    except Exception:
        log.exception("a message could not be saved")
        return _sorry("text_not_saved", text)
    return _sorry("text_kept", text) if reply is None else reply


def _sorry(prompt: str, text: InboundText) -> str:
    return _words(prompt, text.channel, text.sender) if can_be_answered(text.channel, text.sender) else ""


def _words(prompt: str, channel: str, sender: str) -> str:
    book = directory.last_known()
    customer = book.customer_of(sender) if book else None
    language = customer.language if customer else book.language if book else "es"
    return notice_words(prompt, language, {"line_number": the_line().settings.line_number}, channel)

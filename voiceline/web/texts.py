"""The door for texts: SMS and WhatsApp alike."""

import logging

from flask import Blueprint, Response, request

from voiceline.actions.answer_text import answer_text
from voiceline.telephony.inbound import inbound_text
from voiceline.telephony.text_reply import document
from voiceline.web.guard import from_carrier, the_line

blueprint = Blueprint("texts", __name__)
log = logging.getLogger(__name__)


@blueprint.post("/text/incoming")
@from_carrier
def incoming() -> Response:
    line = the_line()
    with line.transaction() as session:
        reply = answer_text(session, inbound_text(request.form), line.now())
    return Response(document(reply), mimetype="text/xml")

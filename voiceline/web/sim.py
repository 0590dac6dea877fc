"""The door for the phone with our SIM: texts that came in, and what became of those it sent.

It tries again for two days whatever is not answered with 2xx, so an error here loses nothing, and no reply goes out
that says otherwise. An answer cannot go back by this way: it is owed as a message of its own.
"""

import logging

from flask import Blueprint, Response

from voiceline.actions import receive
from voiceline.actions.answer_text import answer_text
from voiceline.actions.reply_by_message import owe_reply
from voiceline.store import notifications
from voiceline.telephony.inbound import InboundText
from voiceline.telephony.sim_inbound import OddEventError, told_by_sim
from voiceline.telephony.sim_place import place_of
from voiceline.web.guard import from_sim, raw_body, the_line

blueprint = Blueprint("sim", __name__)
log = logging.getLogger(__name__)


@blueprint.post("/sim/event")
@from_sim
def event() -> Response:
    line = the_line()
    try:
        told = told_by_sim(raw_body(), place_of(line.settings))
    except OddEventError as error:
        log.warning("the phone with our SIM told what nobody understands: %s", error)
        return Response(status=400)
    if told is None or (isinstance(told, InboundText) and told.sender in line.settings.own_numbers):
        return Response(status=204)  # our own number would be answered for ever
    try:
        with line.transaction() as session:
            if isinstance(told, InboundText):
                reply = answer_text(session, told, line.settings.line_number, line.now())
                owe_reply(session, told.sid, told.channel, told.sender, reply, line.now())
            else:
                row = notifications.by_token(session, told.name)
                if row is not None:
                    receive.message_status(session, row.id, told.name, told.status, told.code, line.now())
    except Exception:  # whatever it is, the phone keeps it and tells it again
        log.exception("what the phone with our SIM told could not be saved")
        return Response(status=503)
    return Response(status=204)


@blueprint.errorhandler(403)
def refused(_: Exception) -> Response:
    """Said in the status alone: a machine asks."""
    return Response(status=403)

"""The music of the hold, as the carrier fetches it: one file, named by what is in it, so that it is kept for ever."""

from functools import cache
from hashlib import sha256

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from voiceline.telephony.music import hold_music
from voiceline.web.guard import open_to_all
from voiceline.web.recorded_prompts import FOR_EVER

blueprint = Blueprint("hold_music", __name__)


@blueprint.get("/voice/music/<name>.wav")
@open_to_all  # music is no secret
def music(name: str) -> AnyResponse:
    if name != _name():
        return Response("", status=404)
    media = hold_music()
    response = Response(media, mimetype="audio/wav", headers={"Cache-Control": FOR_EVER})
    response.set_etag(name)
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(media))


def address(public_url: str) -> str:
    """Where it is. The first to ask makes the file, some tenths of a second."""
    return f"{public_url}/voice/music/{_name()}.wav"


@cache
def _name() -> str:
    return sha256(hold_music()).hexdigest()[:16]

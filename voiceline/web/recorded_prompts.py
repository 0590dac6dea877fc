"""The recorded prompts, as the carrier fetches them to play. A name that nobody can guess, and never another file."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from voiceline.store import wording
from voiceline.web.guard import open_to_all, the_line

blueprint = Blueprint("recorded_prompts", __name__)

FOR_EVER = "public, max-age=31536000, immutable"  # the carrier keeps it as long as this says


@blueprint.get("/voice/said/<name>")
@open_to_all  # what is said to whoever calls is no secret
def said(name: str) -> AnyResponse:
    with the_line().reading() as session:
        found = wording.file_named(session, name) if "\0" not in name else None
        media = found.media if found else None
    if found is None or media is None:
        return Response("", status=404)
    response = Response(media, mimetype=found.content_type, headers={"Cache-Control": FOR_EVER})
    response.set_etag(found.token)
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(media))

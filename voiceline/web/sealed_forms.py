"""The hidden field of a form behind a link: what its page offered, signed for that link alone.

No cookie goes with it, since phones open links where none is kept; another site has neither the address nor the
signature. A page shown before ``SECRET_KEY`` changed is one whose button is pressed once more.
"""

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from voiceline.dialog.catalog import Catalog
from voiceline.telephony.number_shown import shown


def seal(link: str, offer: str) -> str:
    """``link`` names the kind and its token, so that a signature of one is none of another."""
    return str(_signer(link).dumps(offer))


def offered(link: str) -> str | None:
    """What the page offered whose button was pressed now; None when it was no page of ours."""
    try:
        return str(_signer(link).loads(request.form.get("csrf_token", "")))
    except BadSignature:
        return None


def press_again(words: Catalog, number: str) -> str:
    """Over a button that was not read."""
    return words.text("live_press_again", {"line_number": shown(number)})


def _signer(link: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=link)

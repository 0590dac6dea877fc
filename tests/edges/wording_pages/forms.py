"""The forms of one phrase: its words, its file, and the part of the page that is its own."""

import io
from typing import Any

from flask.testing import FlaskClient

from tests.pages import token

WELCOME = "Khodi, buenas. Marque 1 si es crítico, 2 si es alto, 3 para otra cosa."
SLOT = "/admin/prompts/welcome/es/say"
FILE = "/admin/prompts/welcome/es/recording"


def sends(client: FlaskClient, path: str, **form: Any) -> Any:
    given = {"csrf_token": token(client), "seen": "0", "act": "save", **form}
    return client.post(path, data=given, content_type="multipart/form-data")


def uploads(client: FlaskClient, media: bytes, path: str = FILE, name: str = "frase.wav") -> Any:
    return sends(client, path, file=(io.BytesIO(media), name))


def form_of(page: str, slot: str) -> str:
    """The part of the page that is one slot's."""
    return page.split(f'id="{slot}"')[1].split("</article>")[0]

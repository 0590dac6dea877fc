"""Coming in by password and code, and whether one is in."""

import re
from typing import Any

from flask.testing import FlaskClient

from tests.desks import Desk, says
from tests.pages import token
from voiceline.domain.one_time_code import code_of, step_at


def is_in(client: FlaskClient) -> bool:
    return client.get("/admin/me").status_code == 200


def enrol(desk: Desk, client: FlaskClient) -> tuple[str, list[str]]:
    """(the secret, the recovery codes)."""
    assert says(client, "/admin/me/begin").status_code == 303
    page = client.get("/admin/me").text
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", page)
    assert found and "<svg" in page
    secret = found[1].replace(" ", "")
    confirmed = says(client, "/admin/me/confirm", code=code_of(secret, step_at(desk.now)))
    assert confirmed.status_code == 200
    return secret, re.findall(r"<code>(\w{5}-\w{5})</code>", confirmed.text)


def says_code(client: FlaskClient, code: str, wanted: str = "") -> Any:
    page = client.get("/admin/login/code").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    form = {"csrf_token": found[1] if found else token(client), "code": code}
    return client.post("/admin/login/code", data=form, query_string={"next": wanted} if wanted else {})

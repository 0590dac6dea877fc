"""What a reader of the admin pages does and sees: comes in with a password, reads words without their markup."""

import re
from typing import Any

from flask.testing import FlaskClient

EMAIL, PASSWORD = "rosa@example.com", "una noche larga"  # an admin
VIEWER = "viewer@example.com"


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/login", follow_redirects=True).text)
    assert found
    return found[1]


def log_in(
    client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, wanted: str = "", base: str | None = None
) -> Any:
    """``base`` is how the browser sees us, scheme included."""
    seen = {"base_url": base} if base else {}
    page = client.get("/admin/login", **seen).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    form = {"csrf_token": found[1] if found else "", "email": email, "password": password}
    return client.post("/admin/login", data=form, query_string={"next": wanted} if wanted else {}, **seen)


def seen(page: str) -> str:
    """What a page says, without its markup."""
    page = re.sub(r'<span class="tel">([^<]*)</span>', r"\1", page)  # within a word, as punctuation may follow
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'").replace("&#34;", '"')


def in_order(page: str, *words: str) -> None:
    said, place = seen(page), 0
    for each in words:
        found = said.find(each, place)
        assert found >= 0, f"{each!r} is missing, or before its cause, in: {said}"
        place = found + len(each)

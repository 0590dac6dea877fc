"""A button of a page behind a link, pressed as a phone does it: the page is opened, and no cookie is kept."""

import re
from typing import Any

from flask import Flask


class LinkPage:
    """One page of a link, open on a phone; its button may be pressed more than once."""

    def __init__(self, app: Flask, path: str):
        self._client, self._path = app.test_client(use_cookies=False), path
        page = self._client.get(path).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, f"no button on the page: {page}"
        self.token = found[1]

    def presses(self, **form: str) -> Any:
        return self._client.post(self._path, data={"csrf_token": self.token, **form})

"""Who a request comes from, as far as it tells: its network, its browser in words, and whether we know that browser.

The address is the peer's. When the peer is in a network of our own, it is a proxy, and the address is the last one it
names that is not; whoever comes straight from outside can name what he likes.
"""

import re
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import Request, current_app
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from voiceline.actions.log_in import Visitor

COOKIE = "known_browser"
KEPT_SECONDS = 180 * 24 * 3600
ACCOUNTS = 4  # that one browser is known to
OURS = [
    ip_network(each)
    for each in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]
BROWSERS = (
    ("Edge", "Edg"),
    ("Opera", "OPR/"),
    ("Firefox", "Firefox|FxiOS"),
    ("Chrome", "Chrome|CriOS"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS"),
    ("Linux", "Linux|X11"),
)


def visitor_of(request: Request) -> Visitor:
    token, marks = _known(request)
    return Visitor(network_of(request), browser_words(request.user_agent.string), token, marks)


def remember(response: Response, request: Request, mark: str) -> None:
    """From now on this browser is known to the account of this mark: nobody else's mistakes make it wait."""
    token, marks = _known(request)
    sealed = _sealer().dumps([token or secrets.token_urlsafe(12), [mark, *(m for m in marks if m != mark)][:ACCOUNTS]])
    is_secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    about = {"httponly": True, "samesite": "Lax", "secure": is_secure, "path": "/admin"}
    response.set_cookie(COOKIE, str(sealed), max_age=KEPT_SECONDS, **about)  # type: ignore[arg-type]


def network_of(request: Request) -> str:
    """``203.0.113.0/24``, ``2001:db8:1::/48``; empty when there is no telling."""
    named = request.headers.get("X-Forwarded-For", "").split(",")
    found = _address(request.remote_addr or "")
    for each in reversed(named):
        if found is not None and not any(found in each for each in OURS):
            break
        found = _address(each.strip()) or found
    if found is None:
        return ""
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def browser_words(agent: str) -> str:
    """``Firefox · Linux``."""
    found = [next((name for name, pattern in known if re.search(pattern, agent)), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(each for each in found if each)


def _known(request: Request) -> tuple[str, list[str]]:
    try:
        token, marks = _sealer().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return "", []
    return token, marks


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="known browser")


def _address(words: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(words)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found

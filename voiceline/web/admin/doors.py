"""Who may come in by which door of these pages. Each view says by its mark what it wants; one place looks.

A view without a mark is for admins alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from voiceline.store import logins
from voiceline.web.admin.visitors import network_of
from voiceline.web.guard import the_line

View = TypeVar("View", bound=Callable[..., object])

STATIC = "admin.static"
SESSION = "login"  # where the cookie holds the secret of the session
STAFF = ("admin", "engineer")
ADMINS = "admins"  # why a door is closed: it is for admins alone
MAY_BE = {"viewer": ("admin", "engineer", "viewer"), "engineer": STAFF, "admin": ("admin",)}
LARGEST_KEY = 2**63 - 1
LARGEST_UPLOAD = 20 * 1024 * 1024  # bytes
protection = CSRFProtect()


@dataclass(frozen=True)
class Person:
    """Who is logged in."""

    id: int
    email: str
    role: str
    language: str
    session_id: int


def for_people(view: View) -> View:
    """For whoever has logged in, whatever the role."""
    return _wants(view, "viewer")


def for_staff(view: View) -> View:
    """For those who run cases: an admin or an engineer. A viewer hears that this is not his."""
    return _wants(view, "engineer")


def for_admins(view: View) -> View:
    """For an admin. Anybody else hears whom to ask."""
    return _wants(view, "admin")


def takes_a_file(view: View) -> View:
    """This form carries a file, so an admin's request may be large; what the file may weigh is the view's to say."""
    view.largest = LARGEST_UPLOAD  # type: ignore[attr-defined]
    return view


def only_for_people() -> Response | None:
    """Before every request: a form must carry its token, a closed door asks who is there, and whether it is his."""
    if request.endpoint == STATIC:
        return None
    view = current_app.view_functions[str(request.endpoint)]
    is_open, wanted = getattr(view, "guard", None) == "open", getattr(view, "wants", "admin")
    person = None if is_open else whoever()
    largest: int | None = getattr(view, "largest", None)
    if largest and person is not None and person.role == "admin":
        request.max_content_length = largest
    protection.protect()
    if is_open:
        return None
    if person is None:
        return redirect(url_for("admin.log_in", next=_asked_for()))
    g.person = person
    if person.role not in MAY_BE[wanted]:
        abort(403, ADMINS if wanted == "admin" else None)
    return None


def whoever() -> Person | None:
    """Whoever this session belongs to, by one question; nobody, once it is over or was ended."""
    secret, line = session.get(SESSION), the_line()
    if not isinstance(secret, str):
        return None
    now = line.now()
    with line.reading() as rows:
        seen = logins.whose(rows, secret, now)
    if seen is None:
        return None
    if now - seen.last_seen_at >= logins.SEEN_EVERY:
        with line.transaction() as rows:
            logins.was_seen(rows, seen.session_id, network_of(request), now)
    return Person(seen.account_id, seen.email, seen.role, seen.language, seen.session_id)


def local_path(wanted: str | None) -> str:
    """Where to go next: a path of these pages, and nowhere else."""
    wanted = wanted or ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return url_for("admin.calls")
    is_ours = wanted.startswith("/admin/") and not parts.scheme and not parts.netloc and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted and ".." not in parts.path else url_for("admin.calls")


def _wants(view: View, role: str) -> View:
    view.guard, view.wants = "login", role  # type: ignore[attr-defined]
    return view


def _asked_for() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None

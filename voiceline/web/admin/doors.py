"""Who may come in by which door of these pages. A view without a mark is closed to whoever has not logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, url_for
from flask_login import UserMixin, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from voiceline.store.accounts import Account
from voiceline.web.guard import the_line

View = TypeVar("View", bound=Callable[..., object])

STATIC = "admin.static"
STAFF = ("admin", "engineer")
ADMINS = "admins"  # why a door is closed: it is for admins alone
LARGEST_KEY = 2**63 - 1
LARGEST_UPLOAD = 20 * 1024 * 1024  # bytes
protection = CSRFProtect()


class Person(UserMixin):  # type: ignore[misc]
    """Who is logged in. Flask-Login's id is the account's id and key together."""

    def __init__(self, account: Account):
        self.id = f"{account.id}:{account.session_key}"
        self.email, self.role, self.language = account.email, account.role, account.language


def for_people(view: View) -> View:
    """Only for people who have logged in, whatever their role."""
    view.guard = "login"  # type: ignore[attr-defined]
    return view


def for_staff(view: View) -> View:
    """Only for those who run cases: an admin or an engineer. A viewer hears that this is not his."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if g.person.role not in STAFF:
            abort(403)
        return view(*args, **kwargs)

    checked.guard = "login"  # type: ignore[attr-defined]
    return cast(View, checked)


def for_admins(view: View) -> View:
    """Only for an admin. Anybody else hears whom to ask."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if g.person.role != "admin":
            abort(403, ADMINS)
        return view(*args, **kwargs)

    checked.guard = "login"  # type: ignore[attr-defined]
    return cast(View, checked)


def takes_a_file(view: View) -> View:
    """This form carries a file, so an admin's request may be large; what the file may weigh is the view's to say."""
    view.largest = LARGEST_UPLOAD  # type: ignore[attr-defined]
    return view


def person_of(login_id: str) -> Person | None:
    """Whoever this session belongs to; nobody, once the password has changed."""
    number, _, key = login_id.partition(":")
    if not number.isdecimal() or int(number) > LARGEST_KEY:
        return None
    with the_line().reading() as rows:
        account = rows.get(Account, int(number))
    return Person(account) if account is not None and account.session_key == key else None


def only_for_people() -> Response | None:
    """Before every request: a form must carry its token, and a closed door asks who is there."""
    if request.endpoint == STATIC:
        return None
    view = current_app.view_functions[str(request.endpoint)]
    largest: int | None = getattr(view, "largest", None)
    if largest and current_user.is_authenticated and current_user.role == "admin":
        request.max_content_length = largest
    protection.protect()
    if getattr(view, "guard", None) == "open":
        return None
    if current_user.is_authenticated:
        g.person = current_user._get_current_object()
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("admin.log_in", next=wanted))


def local_path(wanted: str | None) -> str:
    """Where to go next: a path of these pages, and nowhere else."""
    wanted = wanted or ""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return url_for("admin.calls")
    is_ours = wanted.startswith("/admin/") and not parts.scheme and not parts.netloc and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted and ".." not in parts.path else url_for("admin.calls")

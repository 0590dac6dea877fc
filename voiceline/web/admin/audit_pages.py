"""The log of what people did to the line, newest first, for admins. It is read here and changed nowhere."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from voiceline.store import audit
from voiceline.store.audit import AuditEntry
from voiceline.web.admin.doors import for_admins
from voiceline.web.admin.keys import key
from voiceline.web.admin.listing import filters
from voiceline.web.admin.me_pages import zone_of
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

A_PAGE = 50


def register(blueprint: Blueprint) -> None:
    blueprint.get("/audit", endpoint="audit")(log)


@for_admins
def log() -> str:
    who, what = request.args.get("who", "").strip().lower(), request.args.get("what", "")
    if (what and what not in words().part("audit_kinds")) or "\0" in who:
        abort(404)
    with the_line().reading() as session:
        found = audit.page(session, who, what, _before(), A_PAGE + 1)
        zone = zone_of(session)
    rows, wanted = found[:A_PAGE], filters("who", "what")
    older = url_for("admin.audit", **wanted, before=rows[-1].number) if len(found) > A_PAGE else None
    known = {"zone": zone, "who": who, "what": what, "kinds": words().part("audit_kinds"), "filters": wanted}
    return render_template("admin/audit.html", rows=rows, older=older, told=_told, **known)


def _told(entry: AuditEntry) -> list[tuple[str, Any]]:
    """Its details; what was before comes before what is since."""
    return sorted(entry.detail.items(), key=lambda each: each[0] != "before")


def _before() -> int | None:
    given = request.args.get("before")
    return None if given is None else key(given)

"""REST: Calls."""

from __future__ import annotations

from voiceline.simulator import documents, rest_shapes, switchboard
from voiceline.simulator.account import COUNTRIES
from voiceline.simulator.leg import Callback, Leg
from voiceline.simulator.office import Office
from voiceline.simulator.rest_shapes import E164, Json, RestError
from voiceline.simulator.twiml import BadTwiml, Goto, Step, complaints, parse
from voiceline.simulator.web import Form, RestTimeout

LONGEST_TWIML = 4000


def create(office: Office, form: Form) -> tuple[int, Json]:
    fault = office.faults.take("call-500", "call-500-after", "call-timeout", "call-429")
    if fault is not None and fault.kind == "call-500":
        raise RestError(500, 20500, "Internal server error")
    if fault is not None and fault.kind == "call-429":
        raise RestError(429, 20429, "Too Many Requests")
    asked = dict(form)
    _check(office, asked)
    leg = office.new_leg(asked["From"], asked["To"], "outbound-api", "queued")
    leg.first_step = _step(office, asked)
    leg.fallback_url = asked.get("FallbackUrl")
    leg.timeout = min(600.0, float(asked.get("Timeout") or 60))
    if asked.get("StatusCallback"):
        events = [event for key, value in form if key == "StatusCallbackEvent" for event in value.split()]
        method = asked.get("StatusCallbackMethod", "POST").upper()
        leg.status_callback = Callback(asked["StatusCallback"], method, frozenset(events or ["completed"]))
    switchboard.place(office, leg, lambda: documents.converse(office, leg))
    if fault is not None and fault.kind == "call-timeout":
        raise RestTimeout("the call was created, the answer never came")
    if fault is not None:
        raise RestError(500, 20500, "Internal server error")
    return 201, rest_shapes.call(office, leg)


def _check(office: Office, asked: dict[str, str]) -> None:
    if not asked.get("To"):
        raise RestError(400, 21201, "No 'To' number is specified")
    if not E164.fullmatch(asked["To"]):
        raise RestError(400, 21211, f"Invalid 'To' Phone Number: {asked['To']}")
    if not asked.get("From"):
        raise RestError(400, 21213, "'From' phone number is required")
    if asked["From"] not in office.account.numbers and asked["From"] not in office.account.verified:
        raise RestError(400, 21210, f"The source phone number, {asked['From']}, is not yet verified for this account")
    for country, (_, code) in COUNTRIES.items():
        if asked["To"].startswith(code) and country not in office.account.dialable:
            raise RestError(400, 21215, f"Account not authorized to call {asked['To']}. Perhaps you need to enable it.")
    if asked["To"] in office.refused:
        raise RestError(400, office.refused[asked["To"]], f"The call to {asked['To']} was refused.")
    if not asked.get("Url") and not asked.get("Twiml"):
        raise RestError(400, 21205, "Url parameter is required.")


def _step(office: Office, asked: dict[str, str]) -> Step:
    if asked.get("Url"):
        if not asked["Url"].startswith(("http://", "https://")):
            raise RestError(400, 21205, f"Url is not a valid URL: {asked['Url']}")
        return Goto(asked["Url"], asked.get("Method", "POST").upper())
    if len(asked["Twiml"]) > LONGEST_TWIML:
        raise RestError(400, 20001, "Twiml is longer than 4000 characters")
    try:
        document = parse(asked["Twiml"], None)
    except BadTwiml as error:
        raise RestError(400, error.code, str(error)) from error
    found = complaints(document)
    if found and office.strict:
        raise BadTwiml(12200, "; ".join(found))
    for complaint in found:
        office.warn(complaint)
    return document


def _find(office: Office, sid: str) -> Leg:
    leg = office.leg(sid)
    if leg is None:
        raise RestError(404, 20404, f"The requested resource /Calls/{sid} was not found")
    return leg


def show(office: Office, form: Form, sid: str) -> tuple[int, Json]:
    return 200, rest_shapes.call(office, _find(office, sid))


def update(office: Office, form: Form, sid: str) -> tuple[int, Json]:
    """Takes a call elsewhere or ends it, whatever it is doing; soon, after this answer."""
    leg, asked = _find(office, sid), dict(form)
    if leg.over:
        raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
    status = asked.get("Status")
    if status == "completed" or (status == "canceled" and leg.status in ("queued", "ringing")):
        ending = "completed" if leg.answered_at else "canceled"
        office.schedule.after(0, lambda: switchboard.finish(office, leg, ending))
    elif status is not None:
        code = 21220 if status == "canceled" else 20001
        raise RestError(400, code, f"Status {status!r} is not possible for a call that is {leg.status}")
    elif asked.get("Url") or asked.get("Twiml"):
        step = _step(office, asked)
        office.schedule.after(0, lambda: documents.divert(office, leg, step))
    if asked.get("StatusCallback"):
        leg.status_callback = Callback(asked["StatusCallback"])
    return 200, rest_shapes.call(office, leg)


def index(office: Office, form: Form) -> tuple[int, Json]:
    asked = dict(form)

    def fits(leg: Leg) -> bool:
        exact = (("To", leg.to), ("From", leg.from_), ("Status", leg.status))
        parent = asked.get("ParentCallSid")
        return (
            all(not asked.get(name) or asked[name] == value for name, value in exact)
            and (not parent or (leg.parent is not None and leg.parent.sid == parent))
            and rest_shapes.within(form, "StartTime", leg.answered_at or leg.created_at)
            and rest_shapes.within(form, "EndTime", leg.ended_at)
        )

    found = [rest_shapes.call(office, leg) for leg in reversed(office.legs) if fits(leg)]
    return 200, rest_shapes.page(office, "calls", "Calls", found, form)

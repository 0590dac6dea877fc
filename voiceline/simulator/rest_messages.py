"""REST: Messages."""

from __future__ import annotations

from voiceline.simulator import rest_shapes, texting
from voiceline.simulator.office import Office
from voiceline.simulator.rest_shapes import E164, Json, RestError
from voiceline.simulator.templates import BadVariables, Button, variables
from voiceline.simulator.texts import LONGEST_BODY, LONGEST_VALIDITY, Message
from voiceline.simulator.troubles import TROUBLES
from voiceline.simulator.web import Form, RestTimeout


def create(office: Office, form: Form) -> tuple[int, Json]:
    fault = office.faults.take("message-500", "message-timeout", "message-429")
    if fault is not None and fault.kind == "message-500":
        raise RestError(500, 20500, "Internal server error")
    if fault is not None and fault.kind == "message-429":
        raise RestError(429, 20429, "Too Many Requests")
    asked = dict(form)
    _check(office, asked)
    body, buttons = _content(office, asked)
    validity = _validity(asked)
    _must_be_willing(office, asked["From"], asked["To"], body)
    message = texting.send(office,
        asked["From"], asked["To"], body, "outbound-api", asked.get("StatusCallback"),
        content_sid=asked.get("ContentSid"), buttons=buttons, validity=validity,
    )  # fmt: skip
    if fault is not None:
        raise RestTimeout("the message was created, the answer never came")
    return 201, rest_shapes.message(office, message)


def _check(office: Office, asked: dict[str, str]) -> None:
    config = office.config
    to, from_ = asked.get("To", ""), asked.get("From", "")
    if not to:
        raise RestError(400, 21604, "A 'To' phone number is required.")
    if not E164.fullmatch(to.removeprefix("whatsapp:")):
        raise RestError(400, 21211, f"The 'To' number {to} is not a valid phone number.")
    if not from_:
        raise RestError(400, 21603, "A 'From' phone number is required.")
    if to.startswith("whatsapp:"):
        if config.whatsapp_number is None or from_ != f"whatsapp:{config.whatsapp_number.removeprefix('whatsapp:')}":
            raise RestError(400, 63007, "Twilio could not find a Channel with the specified From address")
    elif from_ not in office.account.numbers or not office.account.numbers[from_].takes_texts:
        raise RestError(400, 21606, f"The 'From' phone number {from_} is not a valid, SMS-capable number")
    if to in office.refused:
        raise RestError(400, office.refused[to], f"The message to {to} was refused.")
    if not asked.get("Body") and not asked.get("MediaUrl") and not asked.get("ContentSid"):
        raise RestError(400, 21602, "Message body is required.")
    if len(asked.get("Body", "")) > LONGEST_BODY:
        raise RestError(400, 21617, "The concatenated message body exceeds the 1600 character limit")


def _content(office: Office, asked: dict[str, str]) -> tuple[str, tuple[Button, ...]]:
    """The words and the quick replies. A template's words stand in place of a Body that comes with it."""
    sid = asked.get("ContentSid")
    if not sid and asked.get("ContentVariables"):
        raise RestError(400, 21654, "ContentVariables needs a ContentSid")
    if not sid:
        return asked.get("Body", ""), ()
    template = office.templates.get(sid)
    if template is None:
        raise RestError(400, 21655, f"The ContentSid {sid} is invalid")
    try:
        return template.filled(variables(asked.get("ContentVariables")))
    except BadVariables as error:
        raise RestError(400, 21656, f"The ContentVariables parameter is invalid: {error}") from None


def _validity(asked: dict[str, str]) -> float:
    given = asked.get("ValidityPeriod") or str(LONGEST_VALIDITY)
    if not given.isdecimal() or not 1 <= int(given) <= LONGEST_VALIDITY:
        raise RestError(400, 21624, "Invalid validity period value")
    return int(given)


def _must_be_willing(office: Office, from_: str, to: str, body: str) -> None:
    code = texting.refusal(office, to)
    if code is not None:
        texting.refuse(office, from_, to, body, code)
        raise RestError(400, code, TROUBLES[code])


def show(office: Office, form: Form, sid: str) -> tuple[int, Json]:
    message = office.texts.message(sid)
    if message is not None:
        return 200, rest_shapes.message(office, message)
    raise RestError(404, 20404, f"The requested resource /Messages/{sid} was not found")


def index(office: Office, form: Form) -> tuple[int, Json]:
    asked = dict(form)

    def fits(message: Message) -> bool:
        exact = (("To", message.to), ("From", message.from_))
        return all(not asked.get(name) or asked[name] == value for name, value in exact) and rest_shapes.within(
            form, "DateSent", message.sent_at
        )

    everything = sorted(office.texts.outbound + office.texts.inbound, key=lambda m: m.created_at, reverse=True)
    found = [rest_shapes.message(office, message) for message in everything if fits(message)]
    return 200, rest_shapes.page(office, "messages", "Messages", found, form)

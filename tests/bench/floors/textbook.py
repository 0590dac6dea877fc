"""What a good tutorial would write: Flask, the Twilio SDK and the SQLAlchemy ORM; no idempotency, no state check.

V = /voice (no row), S = /sms (one INSERT, one commit), A = /ack (get, UPDATE, INSERT, one commit).
"""

import datetime
import os

from flask import Flask, Response, abort, request
from sqlalchemy import BigInteger, DateTime, String, Text, create_engine, func, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

WORDS = "Thanks for calling support. For a critical outage press 1. For all other problems press 2."
app = Flask(__name__)
validator = RequestValidator("benchtoken")
engine = create_engine(os.environ["FLOOR_DATABASE_URL"], pool_size=4)
Database = sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Message(Base):
    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sid: Mapped[str] = mapped_column(String(34), unique=True)
    from_number: Mapped[str] = mapped_column(Text)
    to_number: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime.datetime] = mapped_column(DateTime(True), server_default=func.now())


class Incident(Base):
    __tablename__ = "incidents"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    status: Mapped[str] = mapped_column(Text)
    acked_by: Mapped[str | None] = mapped_column(Text)
    acked_at: Mapped[datetime.datetime | None] = mapped_column(DateTime(True))


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    inc: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime.datetime] = mapped_column(DateTime(True), server_default=func.now())


class Page(Base):
    __tablename__ = "pages"
    sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    inc: Mapped[int] = mapped_column(BigInteger)
    who: Mapped[str] = mapped_column(Text)


def check() -> None:
    if not validator.validate(request.url, request.form, request.headers.get("X-Twilio-Signature", "")):
        abort(403)


def xml(document: object) -> Response:
    return Response(str(document), mimetype="text/xml")


@app.post("/voice")
def voice() -> Response:
    check()
    reply = VoiceResponse()
    gather = Gather(action="/voice/menu", method="POST", num_digits=1, timeout=5)
    gather.say(WORDS, voice="alice")
    reply.append(gather)
    reply.redirect("/voice")
    return xml(reply)


@app.post("/sms")
def sms() -> Response:
    check()
    form = request.form
    with Database() as db:
        db.add(Message(sid=form["MessageSid"], from_number=form["From"], to_number=form["To"], body=form["Body"]))
        db.commit()
    reply = MessagingResponse()
    reply.message("Thanks, we opened a ticket.")
    return xml(reply)


@app.post("/ack")
def ack() -> Response:
    check()
    form = request.form
    with Database() as db:
        page = db.get(Page, form["CallSid"])
        if page is None:
            abort(404)
        if form.get("Digits") == "1":
            db.execute(
                update(Incident)
                .where(Incident.id == page.inc)
                .values(status="acked", acked_by=page.who, acked_at=func.now())
            )
            db.add(Event(inc=page.inc, kind="ack", who=page.who))
            db.commit()
    reply = VoiceResponse()
    reply.say("Acknowledged")
    reply.hangup()
    return xml(reply)

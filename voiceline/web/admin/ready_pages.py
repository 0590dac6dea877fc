""" "¿Estamos listos?": the answer in green or red, from what is on record; the carrier's side is the doctor's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from sqlalchemy.orm import Session

from voiceline.actions.rehearse import last_tests, on_policies
from voiceline.actions.sweep import has_pulse
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import who
from voiceline.domain.severity import Severity
from voiceline.store import directory, heartbeats, silences
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.words import Words, words
from voiceline.web.guard import the_line

AHEAD = timedelta(days=14)
TESTED_WITHIN = timedelta(days=10)
CLOCK_IS_DEAD_AFTER = 10.0  # seconds


@dataclass(frozen=True)
class Finding:
    """``state`` is good, doubtful or bad."""

    state: str
    words: str


def register(blueprint: Blueprint) -> None:
    blueprint.get("/ready")(ready)


@for_people
def ready() -> str:
    line, w = the_line(), words()
    now = line.now()
    with line.reading() as session:
        _, book = directory.current(session)
        found = [
            *_processes(session, line.redis_answers(), has_pulse(line), w),
            *_roster(book, now, w),
            *_tests(session, book, now, w),
            *_silences(session, book, now, w),
        ]
    worst = next((state for state in ("bad", "doubtful") if any(each.state == state for each in found)), "good")
    return render_template("admin/ready.html", found=found, worst=worst, zone=book.timezone)


def _processes(session: Session, redis: bool, pulse: bool, w: Words) -> list[Finding]:
    age = heartbeats.age_seconds(session, "clock")
    clock = age is not None and age <= CLOCK_IS_DEAD_AFTER
    return [
        Finding("good" if clock else "bad", w("ready_clock" if clock else "ready_no_clock")),
        Finding("good" if redis else "doubtful", w("ready_redis" if redis else "ready_no_redis")),
        Finding("good" if pulse else "bad", w("ready_pulse" if pulse else "ready_overdue")),
    ]


def _roster(book: Directory, now: datetime, w: Words) -> list[Finding]:
    """Each hour of the coming fourteen days: whom a P1 or a P2 would reach."""
    zone = ZoneInfo(book.timezone)
    for hour in range(int(AHEAD / timedelta(hours=1))):
        at = now + timedelta(hours=hour)
        for severity in (Severity.P1, Severity.P2):
            if not who(book, severity, at).steps:
                when = w.moment(at.replace(minute=0, second=0, microsecond=0).astimezone(zone), book.timezone)
                return [Finding("bad", w("ready_gap", severity=severity, at=when))]
    return [Finding("good", w("ready_roster", days=AHEAD.days))]


def _tests(session: Session, book: Directory, now: datetime, w: Words) -> list[Finding]:
    """Of each engineer an urgent case may ring: the latest test."""
    latest: dict[str, bool] = {}
    tested = [row for row in last_tests(session, 500) if row.created_at >= now - TESTED_WITHIN]
    for row in tested:
        latest[row.person or ""] = latest.get(row.person or "", False) or row.outcome == "acknowledged"
    found = []
    for each in on_policies(book):
        name = book.engineers[each].name
        if each not in latest:
            found.append(Finding("doubtful", w("ready_untested", name=name)))
        elif not latest[each]:
            found.append(Finding("bad", w("ready_unreached", name=name)))
        else:
            found.append(Finding("good", w("ready_tested", name=name)))
    return found


def _silences(session: Session, book: Directory, now: datetime, w: Words) -> list[Finding]:
    zone, week = book.timezone, silences.between(session, now - timedelta(days=7), now)
    spans = [(w.moment(each.began_at, zone), w.moment(each.ended_at, zone)) for each in week]
    return [Finding("doubtful", w("silent_from", start=start, end=end)) for start, end in spans]

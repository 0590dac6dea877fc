""" "¿Estamos listos?": the answer in green or red, from what is on record; the carrier's side is the doctor's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, g, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions.look_at_line import what_is_wrong
from voiceline.actions.look_for_gaps import gaps_ahead, out_of_reach
from voiceline.actions.mute import mute_engineers
from voiceline.actions.rehearse import Results, may_ring, on_policies, rehearse, results
from voiceline.domain.directory import Directory
from voiceline.domain.unreached import rotation_to_fill, unreached
from voiceline.store import audit, directory, silences
from voiceline.telephony.number_shown import shown
from voiceline.web.admin.doors import for_people, for_staff
from voiceline.web.admin.roster_calendar import written
from voiceline.web.admin.words import Words, words
from voiceline.web.guard import the_line

AHEAD = timedelta(days=14)
MOST_LOST = 5  # stretches that are named
TESTED_WITHIN = timedelta(days=10)
ORDER = ("bad", "doubtful", "good")


@dataclass(frozen=True)
class Finding:
    """``state`` is good, doubtful or bad. ``shift``: what the form that mends it is filled in with."""

    state: str
    words: str
    shift: Mapping[str, str] | None = None


def register(blueprint: Blueprint) -> None:
    blueprint.get("/ready")(ready)
    blueprint.post("/ready/rehearse")(rehearse_now)


@for_people
def ready() -> str:
    line, w = the_line(), words()
    now = line.now()
    with line.reading() as session:
        _, book = directory.current(session)
        tests = results(session)
        untested = _untested(book, tests, now)
        found = [
            *_processes(what_is_wrong(line), w),
            *_roster(book, now, w),
            *_gaps(session, book, now, w),
            *_tests(book, tests, now, w),
            *_pins(book, w),
            *_mute(session, book, w),
            *_silences(session, book, now, w),
        ]
    worst = next((state for state in ("bad", "doubtful") if any(each.state == state for each in found)), "good")
    in_order = sorted(found, key=lambda each: ORDER.index(each.state))
    rung = [each for each in untested if each not in tests.ringing and may_ring(book, each, now)]
    may_be_rung = [book.engineers[each].name for each in rung]
    known = {"may_edit": g.person.role != "viewer", "untested": untested, "may_be_rung": may_be_rung}
    return render_template("admin/ready.html", found=in_order, worst=worst, zone=book.timezone, **known)


@for_staff
def rehearse_now() -> Response:
    """Ring whoever has not answered a test of late, where a test may ring at this hour."""
    line = the_line()
    now = line.now()
    with line.transaction() as session:
        _, book = directory.current(session)
        untested = _untested(book, results(session), now)
        rung = rehearse(session, book, [each for each in untested if may_ring(book, each, now)], now)
        if rung:
            audit.note(session, g.person.email, "rehearsed", ", ".join(book.engineers[each].name for each in rung), now)
    return redirect(url_for("admin.ready"), 303)


def _processes(wrong: Collection[str], w: Words) -> list[Finding]:
    clock, redis, workers, overdue = (each in wrong for each in ("clock", "redis", "workers", "overdue"))
    heard = [Finding("bad" if workers else "good", w("ready_no_workers" if workers else "ready_workers"))]
    return [
        Finding("bad" if clock else "good", w("ready_no_clock" if clock else "ready_clock")),
        Finding("doubtful" if redis else "good", w("ready_no_redis" if redis else "ready_redis")),
        *(heard if not redis else []),  # only Redis knows who listens to it
        Finding("bad" if overdue else "good", w("ready_overdue" if overdue else "ready_pulse")),
    ]


def _roster(book: Directory, now: datetime, w: Words) -> list[Finding]:
    """Each minute of the coming fourteen days: whom a P1 or a P2 would reach."""
    zone = book.timezone
    lost = unreached(book, now, now + AHEAD)[:MOST_LOST]
    if not lost:
        return [Finding("good", w("ready_roster", days=AHEAD.days))]
    return [
        Finding(
            "bad",
            w("ready_gap", severity=each.severity, start=w.hour(each.start, zone), end=w.hour(each.until, zone)),
            _filled(rotation_to_fill(book, each), each.start, each.until, zone),
        )
        for each in lost
    ]


def _gaps(session: Session, book: Directory, now: datetime, w: Words) -> list[Finding]:
    """Where a rotation has nobody though others would still be rung, and who cannot be reached at all."""
    zone = book.timezone
    found = [
        Finding(
            "doubtful",
            w("roster_gap", rotation=name, start=w.hour(gap.start, zone), end=w.hour(gap.until, zone)),
            _filled(name, gap.start, gap.until, zone),
        )
        for name, gap in gaps_ahead(book, now)
    ]
    names = [book.engineers[each].name for each in out_of_reach(session, book)]
    return found + [Finding("bad", w("roster_out_of_reach", name=name)) for name in names]


def _filled(rotation: str | None, start: datetime, until: datetime, zone: str) -> dict[str, str] | None:
    """The form of a change, filled in with this stretch."""
    if rotation is None:
        return None
    since, end = (written(each, ZoneInfo(zone)) for each in (start, until))
    return {"rotation": rotation, "from": since, "until": end}


def _untested(book: Directory, tests: Results, now: datetime) -> list[str]:
    """Of those an urgent case may ring, whoever has answered no test of late."""
    answered = {each for each, test in tests.latest.items() if test.reached and now - test.at <= TESTED_WITHIN}
    return [each for each in on_policies(book) if each not in answered]


def _tests(book: Directory, tests: Results, now: datetime, w: Words) -> list[Finding]:
    """Of each engineer an urgent case may ring: the latest test, and when it was."""
    found, untested = [], _untested(book, tests, now)
    for each in on_policies(book):
        test, name = tests.latest.get(each), book.engineers[each].name
        at = w.moment(test.at, book.timezone) if test else ""
        if each in tests.ringing:
            found.append(Finding("doubtful", w("ready_ringing", name=name)))
        elif test is None:
            found.append(Finding("doubtful", w("ready_never_tested", name=name)))
        elif not test.reached:
            found.append(Finding("bad", w("ready_unreached", name=name, at=at)))
        elif each in untested:
            found.append(Finding("doubtful", w("ready_untested", name=name, at=at)))
        else:
            found.append(Finding("good", w("ready_tested", name=name, at=at)))
    return found


def _pins(book: Directory, w: Words) -> list[Finding]:
    """Whoever an urgent case may ring can take it from any phone, if he has a PIN."""
    without = [book.engineers[each].name for each in on_policies(book) if not book.engineers[each].pin]
    if not without:
        return [Finding("good", w("ready_pins"))]
    return [Finding("doubtful", w("ready_no_pin", name=name)) for name in without]


def _mute(session: Session, book: Directory, w: Words) -> list[Finding]:
    """Whose phone takes no texts: his calls ring on, and a page's text does not arrive."""
    return [
        Finding(
            "doubtful", w("ready_mute", name=name, channel=w.named("kinds", each.channel), number=shown(each.address))
        )
        for name, each in mute_engineers(session, book)
    ]


def _silences(session: Session, book: Directory, now: datetime, w: Words) -> list[Finding]:
    zone, week = book.timezone, silences.between(session, now - timedelta(days=7), now)
    spans = [(w.moment(each.began_at, zone), w.moment(each.ended_at, zone)) for each in week]
    return [Finding("doubtful", w("silent_from", start=start, end=end)) for start, end in spans]

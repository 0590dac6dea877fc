"""The whole examination: what is asked, of whom, and in which order it is told."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TypeVar

from voiceline.doctor import account, database, environment, fallback, numbers, processes, recordings, sim_gateway
from voiceline.doctor.asking import Asked, NotAsked, in_words
from voiceline.doctor.check import Check, Unknown
from voiceline.doctor.database import DatabaseFacts
from voiceline.line import Line
from voiceline.telephony.inspection import AccountState, Inspection
from voiceline.telephony.twiml import kept_at_the_carrier

T = TypeVar("T")

PATIENCE = 8.0  # seconds, for all questions together: they are put at once
NUMBERS = ("LINE_NUMBER", "CALLER_NUMBER", "SMS_NUMBER")  # each is the next one's default
CREDENTIALS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")


def examine(line: Line, patience: float = PATIENCE) -> list[Check]:
    """Every check, whatever fails; takes no longer than ``patience`` seconds and a little."""
    settings = line.settings
    wrong = {problem.variable for problem in settings.problems}
    until = monotonic() + patience

    def lack(*needed: str) -> str:
        lacking = [each for each in needed if each in wrong]
        return f"{' y '.join(lacking)} {'falta o no sirve' if len(lacking) == 1 else 'faltan o no sirven'}" * bool(
            lacking
        )

    def ask(question: Callable[[], T], *needed: str) -> Asked[T]:
        why = lack(*needed)
        return NotAsked(why) if why else Asked(question, until)

    def given(found: T | Unknown, *needed: str) -> T | Unknown:
        why = lack(*needed)
        return Unknown(why, was_asked=False) if why and not isinstance(found, Unknown) else found

    rows = ask(partial(database.ask_database, line), "DATABASE_URL")
    bell = ask(partial(line.ask_the_bell, patience), "REDIS_URL")
    files = ask(partial(recordings.ask_archive, line), "RECORDINGS")
    public = ask(partial(environment.ask_public_url, settings, patience), "PUBLIC_URL")

    sim = (
        ask(partial(sim_gateway.ask_sim, settings, patience), "SIM_GATEWAY_URL")
        if sim_gateway.is_used(settings)
        else None
    )

    carrier = None if wrong & set(CREDENTIALS) else Inspection(settings, line.now, patience)

    def ask_carrier(question: Callable[[Inspection], T]) -> Asked[T]:
        def put() -> T:
            assert carrier is not None  # else its credentials are among what is wrong, and nothing is asked
            return question(carrier)

        return ask(put, *CREDENTIALS)

    state = ask_carrier(Inspection.account)
    money = ask_carrier(Inspection.balance)
    owned = ask_carrier(Inspection.numbers)
    verified = ask_carrier(Inspection.verified_numbers)
    may_call = ask_carrier(lambda each: account.ask_countries(rows.answer(), each.may_call))
    kept = ask_carrier(
        lambda each: fallback.ask_documents(
            settings, owned.answer(), each.document, lambda error: Unknown(in_words(error), error)
        )
    )
    facts, at_carrier, theirs, bells = rows.answer(), state.answer(), owned.answer(), bell.answer()
    at_sim = sim.answer() if sim else None
    today = _today(facts, settings.caller_number)
    return [
        environment.settings_check(settings),
        *environment.channel_checks(settings),
        environment.public_url_check(settings, public.answer()),
        database.database_check(facts),
        database.schema_check(facts),
        database.directory_check(facts),
        database.texts_to_engineers_check(facts),
        database.clock_difference_check("clock_database", "la base de datos", _ahead(facts)),
        database.clock_difference_check("clock_carrier", "el operador", _ahead(at_carrier)),
        processes.redis_check(bells),
        processes.memory_check(bells),
        processes.workers_check(bells),
        processes.clock_check(facts),
        recordings.recordings_check(settings, files.answer()),
        recordings.transcription_check(settings),
        account.account_check(at_carrier),
        account.balance_check(money.answer()),
        account.geo_permission_check(may_call.answer(), None if isinstance(facts, Unknown) else facts.book),
        numbers.line_number_check(settings, given(theirs, "PUBLIC_URL", "LINE_NUMBER")),
        numbers.caller_number_check(settings, given(theirs, *NUMBERS[:2]), verified.answer()),
        numbers.sms_number_check(settings, given(theirs, *NUMBERS)),
        numbers.webhooks_check(settings, given(theirs, "PUBLIC_URL", *NUMBERS)),
        sim_gateway.sim_gateway_check(settings, at_sim, line.now()),
        sim_gateway.sim_webhooks_check(settings, given(at_sim, "PUBLIC_URL") if at_sim else None),
        fallback.fallback_check(settings, given(theirs, "PUBLIC_URL", *NUMBERS), kept.answer(), today),
    ]


def _ahead(found: DatabaseFacts | AccountState | Unknown) -> float | Unknown | None:
    return found if isinstance(found, Unknown) else found.ahead_seconds


def _today(found: DatabaseFacts | Unknown, caller_number: str) -> str | Unknown:
    if isinstance(found, Unknown):
        return found
    return kept_at_the_carrier(found.book, caller_number) if found.book else Unknown("no hay directorio en vigor")

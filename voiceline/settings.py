"""The environment, read once at the start and checked whole: one message names everything that is wrong."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

from voiceline.domain.sending import Means

REQUIRED = (
    "DATABASE_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    "LINE_NUMBER",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "SECRET_KEY",
)

# What can be wrong with a variable; the text follows its name.
MISSING = "is missing"
NOT_A_NUMBER = "is not an E.164 number such as +50256305476"
NOT_A_RATE = "is not a number of calls a second from 0.01 to 100000"
NOT_SECONDS = "is not a whole number of seconds from 5 to 600"
NOT_PUBLIC = "is not an https:// URL (http:// is accepted on loopback only)"
NOT_BARE = "has a path, a query or a fragment: the carrier posts each key to the root of its host, so it is that alone"
NOT_POSTGRESQL = "is not a postgresql:// URL"
NOT_REDIS = "is not a redis:// URL"
NO_TOKEN = "holds no token"
NO_SECRET = "is shorter than 8 characters: on a public address anybody would guess what we sign with it"
NO_ACCOUNT = "is not an account's sid: AC and letters or digits"
NOT_A_URL = "is not an https:// or http:// URL"
NOT_SMTP = "is not an smtp:// or smtps:// URL"
NO_SENDER = "is not an address such as line@example.com: with SMTP_URL it is where our e-mail comes from"
NOT_AN_ARCHIVE = "is neither an absolute path nor s3://bucket/prefix"
NOT_DAYS = "is not a number of days such as 365d"
NO_TRANSCRIBER = "is not the name of a transcriber: twilio"
NOT_TEMPLATES = 'is not JSON such as {"opened.es": ["HX…", "case_number", "severity", "until_clock"]}'
NO_WHATSAPP = "is missing: with WHATSAPP_TEMPLATES it is the number they are sent from"

NOT_TWILIO_OR_SIM = "is neither twilio nor sim"
NOT_A_GATEWAY = "is not an https://user:password@host URL (http:// is accepted in a private network only)"
NO_GATEWAY = "is missing: with SMS_BY=sim it is the phone our texts leave by"
NO_GATEWAY_SECRET = "is missing: with SMS_BY=sim it is what texts that come in are signed with"

KEPT = "365d"  # a recording, by default: through a year's proof of what was promised; longer, a voice is only a risk
LONGEST_KEPT = 36_500  # days
SHORTEST_SECRET = 8  # characters, where others reach us; a line on loopback is nobody else's
SLOWEST, FASTEST = 0.01, 100_000  # calls a second: from one in two minutes to as many as there are
SHORTEST_RING, LONGEST_RING = 5, 600  # seconds, as the carrier has them
TRANSCRIBERS = ("twilio",)
BY_SIM = "sim"


class SettingsError(Exception):
    """The environment is missing something or holds something unusable; the text names every variable concerned."""


class Problem(NamedTuple):
    """What is wrong with one variable: ``PUBLIC_URL``, ``is missing``."""

    variable: str
    reason: str


@dataclass(frozen=True)
class Settings:
    """What the environment says. Numbers are E.164, URLs have no trailing slash, times are seconds."""

    database_url: str
    redis_url: str
    public_url: str
    line_number: str
    caller_number: str
    sms_number: str
    whatsapp_number: str | None
    account_sid: str
    auth_tokens: tuple[str, ...]
    carrier_api_url: str
    secret_key: str
    pulse_url: str | None
    smtp_url: str | None
    mail_from: str
    calls_per_second: float
    ring_seconds: int
    recordings: str | None  # where their files are kept: a directory or a bucket; None: in our database
    recordings_kept: timedelta
    sms_by: str  # twilio, or sim: a phone with the line's own SIM
    sim_gateway_url: str | None  # user:password@ in it, and ?sim= and ?device= where there are several
    sim_gateway_secrets: tuple[str, ...]  # what its webhooks are signed with
    transcription: str | None  # who writes down what callers say; None: nobody
    whatsapp_templates: Mapping[str, tuple[str, ...]]  # opened.es → the content's sid, and what fills {{1}}, {{2}}…
    problems: tuple[Problem, ...] = ()  # never any, unless they were read ``as_found``

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def means(self) -> Means:
        """By what this line can send at all."""
        return Means(bool(self.whatsapp_number), bool(self.smtp_url), frozenset(self.whatsapp_templates))

    @property
    def own_numbers(self) -> frozenset[str]:
        """Numbers of the line itself: as a caller's number they prove nothing."""
        return frozenset({self.line_number, self.caller_number, self.sms_number})

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read and check. Raises SettingsError naming every missing or bad variable at once."""
        settings = cls.as_found(environ)
        if settings.problems:
            raise SettingsError("; ".join(f"{variable} {reason}" for variable, reason in settings.problems))
        return settings

    @classmethod
    def as_found(cls, environ: Mapping[str, str]) -> "Settings":
        """Read without a complaint: ``problems`` says what is wrong; a missing value is "", a bad one as it stands."""
        problems: list[Problem] = []
        values = {name: environ.get(name, "").strip() for name in REQUIRED}
        problems += [Problem(name, MISSING) for name, value in values.items() if not value]

        def number(name: str, default: str) -> str:
            value = environ.get(name, "").strip()
            if value and not re.fullmatch(r"\+[1-9][0-9]{6,14}", value):
                problems.append(Problem(name, NOT_A_NUMBER))
            return value or default

        def rate(name: str, default: float) -> float:
            value = environ.get(name, "").strip()
            try:
                result = float(value) if value else default
            except ValueError:
                result = 0.0
            if not SLOWEST <= result <= FASTEST:
                problems.append(Problem(name, NOT_A_RATE))
                return default
            return result

        def seconds(name: str, default: int) -> int:
            value = environ.get(name, "").strip() or str(default)
            if not re.fullmatch(r"[0-9]{1,3}", value) or not SHORTEST_RING <= int(value) <= LONGEST_RING:
                problems.append(Problem(name, NOT_SECONDS))
                return default
            return int(value)

        def url(name: str, default: str) -> str:
            value = environ.get(name, "").strip() or default
            if value and not _is_url(value):
                problems.append(Problem(name, NOT_A_URL))
            return value

        def days(name: str, default: str) -> timedelta:
            value = environ.get(name, "").strip() or default
            found = re.fullmatch(r"([0-9]{1,5})d", value)
            if not found or not 1 <= int(found[1]) <= LONGEST_KEPT:
                problems.append(Problem(name, NOT_DAYS))
                return timedelta(days=LONGEST_KEPT)
            return timedelta(days=int(found[1]))

        public_url = values["PUBLIC_URL"].rstrip("/")
        if public_url and not _is_acceptable_public_url(public_url):
            problems.append(Problem("PUBLIC_URL", NOT_PUBLIC))
        elif public_url and not _is_bare(public_url):
            problems.append(Problem("PUBLIC_URL", NOT_BARE))
        if values["DATABASE_URL"] and not _leads(values["DATABASE_URL"], "postgres", "postgresql"):
            problems.append(Problem("DATABASE_URL", NOT_POSTGRESQL))
        if values["REDIS_URL"] and not _leads(values["REDIS_URL"], "redis", "rediss", "unix"):
            problems.append(Problem("REDIS_URL", NOT_REDIS))
        if values["TWILIO_ACCOUNT_SID"] and not re.fullmatch(r"AC[0-9A-Za-z]+", values["TWILIO_ACCOUNT_SID"]):
            problems.append(Problem("TWILIO_ACCOUNT_SID", NO_ACCOUNT))
        if public_url.startswith("https://") and 0 < len(values["SECRET_KEY"]) < SHORTEST_SECRET:
            problems.append(Problem("SECRET_KEY", NO_SECRET))
        line_number = number("LINE_NUMBER", "")
        caller_number = number("CALLER_NUMBER", line_number)
        tokens = tuple(token.strip() for token in values["TWILIO_AUTH_TOKEN"].split(",") if token.strip())
        if values["TWILIO_AUTH_TOKEN"] and not tokens:
            problems.append(Problem("TWILIO_AUTH_TOKEN", NO_TOKEN))
        sms_number, whatsapp_number = number("SMS_NUMBER", caller_number), number("WHATSAPP_NUMBER", "")
        smtp_url, mail_from = environ.get("SMTP_URL", "").strip() or None, environ.get("MAIL_FROM", "").strip()
        if smtp_url and not (_leads(smtp_url, "smtp", "smtps") and split(smtp_url).hostname):
            problems.append(Problem("SMTP_URL", NOT_SMTP))
        if smtp_url and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", mail_from):
            problems.append(Problem("MAIL_FROM", NO_SENDER))
        carrier_api_url, pulse_url = url("TWILIO_API_URL", "https://api.twilio.com"), url("PULSE_URL", "")
        calls_per_second, ring_seconds = rate("CALLS_PER_SECOND", 1.0), seconds("RING_SECONDS", 20)
        recordings = environ.get("RECORDINGS", "").strip() or None
        if recordings and not _is_archive(recordings):
            problems.append(Problem("RECORDINGS", NOT_AN_ARCHIVE))
        recordings_kept = days("RECORDINGS_KEPT", KEPT)
        transcription = environ.get("TRANSCRIPTION", "").strip() or None
        if transcription and transcription not in TRANSCRIBERS:
            problems.append(Problem("TRANSCRIPTION", NO_TRANSCRIBER))
        sms_by = environ.get("SMS_BY", "").strip() or "twilio"
        if sms_by not in ("twilio", BY_SIM):
            problems.append(Problem("SMS_BY", NOT_TWILIO_OR_SIM))
        sim_gateway_url = environ.get("SIM_GATEWAY_URL", "").strip() or None
        if sim_gateway_url and not _is_gateway(sim_gateway_url):
            problems.append(Problem("SIM_GATEWAY_URL", NOT_A_GATEWAY))
        sim_secrets = tuple(each.strip() for each in environ.get("SIM_GATEWAY_SECRET", "").split(",") if each.strip())
        if sms_by == BY_SIM and not sim_gateway_url:
            problems.append(Problem("SIM_GATEWAY_URL", NO_GATEWAY))
        if sms_by == BY_SIM and not sim_secrets:
            problems.append(Problem("SIM_GATEWAY_SECRET", NO_GATEWAY_SECRET))
        whatsapp_templates = _templates(environ.get("WHATSAPP_TEMPLATES", "").strip() or "{}")
        if whatsapp_templates is None:
            problems.append(Problem("WHATSAPP_TEMPLATES", NOT_TEMPLATES))
        if whatsapp_templates and not whatsapp_number:
            problems.append(Problem("WHATSAPP_NUMBER", NO_WHATSAPP))
        return cls(
            database_url=values["DATABASE_URL"],
            redis_url=values["REDIS_URL"],
            public_url=public_url,
            line_number=line_number,
            caller_number=caller_number,
            sms_number=sms_number,
            whatsapp_number=whatsapp_number or None,
            account_sid=values["TWILIO_ACCOUNT_SID"],
            auth_tokens=tokens,
            carrier_api_url=carrier_api_url.rstrip("/"),
            secret_key=values["SECRET_KEY"],
            pulse_url=pulse_url or None,
            smtp_url=smtp_url,
            mail_from=mail_from,
            calls_per_second=calls_per_second,
            ring_seconds=ring_seconds,
            recordings=recordings,
            recordings_kept=recordings_kept,
            sms_by=sms_by,
            sim_gateway_url=sim_gateway_url,
            sim_gateway_secrets=sim_secrets,
            transcription=transcription,
            whatsapp_templates=whatsapp_templates or {},
            problems=tuple(problems),
        )


def split(value: str) -> SplitResult:
    """Nothing of what cannot be read as a URL at all (``https://[``)."""
    try:
        return urlsplit(value)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_url(value: str) -> bool:
    return _leads(value, "https", "http") and bool(split(value).hostname)


def _leads(value: str, *schemes: str) -> bool:
    """Whether it is a URL of one of these kinds, whose port, if it names one, is one."""
    parts = split(value)
    try:
        return parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False


def _is_acceptable_public_url(url: str) -> bool:
    parts = split(url)
    if not _is_url(url) or not url.isascii() or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def _is_bare(url: str) -> bool:
    """Our TwiML names paths from the root: below a path, a proxy that takes it off would lose every key."""
    return url.partition("://")[2] == split(url).netloc


def _is_gateway(url: str) -> bool:
    """Its password goes with every request, so it may go in the clear only where nobody else listens."""
    try:
        parts = urlsplit(url)
        asked, _ = dict(parse_qsl(parts.query)), parts.port
    except ValueError:
        return False
    if not parts.hostname or not parts.username or not parts.password or asked.get("sim", "1") not in ("1", "2", "3"):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_private(parts.hostname))


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost"


def _templates(said: str) -> dict[str, tuple[str, ...]] | None:
    """``{"opened.es": ["HX…", "case_number", …]}``; None when it is something else."""
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    read = {}
    for news, template in found.items():
        if not re.fullmatch(r"[a-z_]+\.[a-z]{2}", news) or not isinstance(template, list) or not template:
            return None
        if not all(isinstance(each, str) for each in template) or not re.fullmatch(r"HX[0-9a-f]{32}", template[0]):
            return None
        read[news] = tuple(template)
    return read


def _is_archive(place: str) -> bool:
    parts = split(place)
    if parts.scheme == "s3":
        endpoint = dict(parse_qsl(parts.query)).get("endpoint", "https://")
        return bool(parts.netloc) and "@" not in parts.netloc and _leads(endpoint, "http", "https")
    return place.startswith("/") and len(place) > 1

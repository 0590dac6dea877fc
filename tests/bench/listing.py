"""B8: any page of the call log and any list of the API, newest and half way down, by what its statements take and over
HTTP.

Void if a statement skips rows by OFFSET, counts without an end, or a page holds what was not asked for.
"""

import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode

import psycopg

from tests.bench import call_log_rows
from tests.bench.call_log_rows import word
from tests.bench.stage import Stage, Web
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.store import accounts

EMAIL, PASSWORD = "bench@example.com", "una noche larga"
TARGETS = (("SQL", 0.99, 50.0), ("HTTP", 0.99, 120.0))  # share, ms
AT_TEN_MILLION = (("SQL", 0.5, 5.0), ("HTTP", 0.5, 15.0))
CALL = re.compile(r'<a href="/admin/calls/CA')
FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')
WITHOUT_END = re.compile(r"\bOFFSET\b|count\(\*\).*FROM (?:calls|call_log|tickets)\b(?!.*WHERE)", re.DOTALL)
LEAST_STATEMENTS = (3, 2)  # of a page: the directory, where its calls stand, the calls; of a list: the token, the rows
MUST_FIND = ("everything", "inbound", "whole number", "last four", "six digits", "word 0")
MUST_BE_LISTED = ("API calls", "API busy", "API cases", "API P1 cases", "API a customer's cases")


def b8(stage: Stage, rounds: int, size: int) -> str:
    line = Line(Settings.from_environment({**stage.environment, "PUBLIC_URL": "http://127.0.0.1:1"}))
    stage.spread()
    lines = [f"B8 {call_log_rows.write(stage, line, size)}"]
    with line.transaction() as session:
        accounts.set_account(session, EMAIL, "viewer", PASSWORD, line.now())
        token = accounts.make_token(session, "bench", line.now())
    pages = _pages(stage, call_log_rows.moment(stage, 0.5))
    with stage.web("voiceline.app:create_app()") as web:
        first = _over_http(web, token, pages, 1)
        over_http = _over_http(web, token, pages, rounds)
    by_sql, nothing = _by_sql(stage, line, token, pages, rounds)
    line.close()
    for name in pages:
        lines.append(f"B8   {name:<41} SQL {_spread(by_sql[name])} ms   HTTP {_spread(over_http[name])} ms")
    slowest = max(first, key=lambda name: first[name][0])
    lines.append(f"B8   {'SELECT 1, beside each of them':<41} SQL {_spread(nothing)} ms")
    lines.append(f"B8   the first look at any page, cold, at the worst: HTTP {first[slowest][0]:.1f} ms ({slowest})")
    for what, share, limit in TARGETS + (AT_TEN_MILLION if size >= 10_000_000 else ()):
        shares = {name: _share(times, share) for name, times in (by_sql if what == "SQL" else over_http).items()}
        worst = max(shares, key=shares.__getitem__)
        missed = [name for name, each in shares.items() if each > limit]
        met = f"NOT MET by {len(missed)} of {len(shares)}" if missed else "met"
        lines.append(
            f"B8 {what}: worst p{100 * share:.0f} {shares[worst]:.1f} ms ({worst}), target {limit:.0f} ms: {met}"
        )
    return "\n".join(lines)


def _pages(stage: Stage, half: datetime) -> dict[str, str]:
    """Each by its name: its path, from the newest end and from half way down."""
    depths = ("", ""), (", half way down", f"&before={half.timestamp()!r}_0")
    until = ("", ""), (", half way down", "&" + urlencode({"until": half.isoformat()}))
    log = {
        f"{name}{where}": f"/admin/calls?{query}{depth}" for name, query in _queries(stage) for where, depth in depths
    }
    lists = {f"API {name}{where}": f"/api/{path}{depth}" for name, path in _lists(stage) for where, depth in until}
    return log | lists


def _lists(stage: Stage) -> Iterator[tuple[str, str]]:
    customer = stage.rows("SELECT customer FROM tickets ORDER BY number DESC LIMIT 1")[0][0]
    yield "calls", "calls?"
    yield "busy", "calls?outcome=busy"
    yield "inbound and busy", "calls?direction=inbound&outcome=busy"
    yield "cases", "tickets?"
    yield "P1 cases", "tickets?severity=P1"
    yield "open cases", "tickets?status=open&severity=P1"
    yield "a customer's cases", f"tickets?{urlencode({'customer': customer}, quote_via=quote)}"


def _queries(stage: Stage) -> Iterator[tuple[str, str]]:
    number = stage.rows("SELECT from_number FROM calls WHERE direction = 'inbound' ORDER BY id DESC LIMIT 1")[0][0]
    customer = stage.rows("SELECT customer FROM calls WHERE customer IS NOT NULL ORDER BY id DESC LIMIT 1")[0][0]
    asked: dict[str, dict[str, str]] = {
        "everything": {},
        "inbound": {"direction": "inbound"},
        "abandoned": {"outcome": "abandoned"},
        "talked to nobody": {"talked": "no"},
        "after hours": {"hours": "after"},
        "customer": {"customer": customer},
        "engineer": {"engineer": "e7"},
        "P1 and inbound": {"severity": "P1", "direction": "inbound"},
        "abandoned, P4, after hours": {"outcome": "abandoned", "severity": "P4", "hours": "after"},
        "customer and no answer": {"customer": customer, "outcome": "no_answer"},
        "whole number": {"q": number},
        "last four": {"q": number[-4:]},
        "six digits": {"q": number[4:10]},
        **{f"word {rank}": {"q": word(rank)} for rank in (0, 100, 1_000, 5_000, 19_000)},
        "two words": {"q": f"{word(0)} {word(1_000)}"},
        "a word and a filter": {"q": word(100), "outcome": "abandoned"},
        "nothing at all": {"q": "zanahoria"},
    }
    for name, query in asked.items():
        yield name, urlencode(query, quote_via=quote)


def _over_http(web: Web, token: str, pages: dict[str, str], rounds: int) -> dict[str, list[float]]:
    connection = HTTPConnection("127.0.0.1", web.port, timeout=60)
    known = {"Cookie": _log_in(connection), "Authorization": f"Bearer {token}"}
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, path in pages.items():
            began = time.perf_counter()
            connection.request("GET", path, headers=known)
            answer = connection.getresponse()
            page = answer.read().decode()
            times[name].append((time.perf_counter() - began) * 1000)
            is_empty = not CALL.search(page) if name.startswith(MUST_FIND) else '"items":[]' in page
            if answer.status != 200 or (is_empty and name.startswith(MUST_FIND + MUST_BE_LISTED)):
                raise SystemExit(f"VOID: {name} answered {answer.status} with nothing, or with an error")
    connection.close()
    return times


def _log_in(connection: HTTPConnection) -> str:
    connection.request("GET", "/admin/login")
    answer = connection.getresponse()
    found = FIELD.search(answer.read().decode())
    assert found is not None
    form = urlencode({"csrf_token": found[1], "email": EMAIL, "password": PASSWORD})
    headers = {"Cookie": _cookie(answer.headers), "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/admin/login", form, headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    return _cookie(answer.headers)


def _cookie(headers: Any) -> str:
    return "; ".join(each.partition(";")[0] for each in headers.get_all("Set-Cookie", []))


def _by_sql(
    stage: Stage, line: Line, token: str, pages: dict[str, str], rounds: int
) -> tuple[dict[str, list[float]], list[float]]:
    """The sum of what the statements of a page take, the login's own among them; and what asking nothing takes."""
    reader = create_app(line).test_client()
    found = FIELD.search(reader.get("/admin/login").text)
    assert found is not None
    reader.post("/admin/login", data={"csrf_token": found[1], "email": EMAIL, "password": PASSWORD})
    times: dict[str, list[float]] = {name: [] for name in pages}
    nothing = list[float]()
    with psycopg.connect(stage.database_url) as idle, _statements() as spent:
        for _ in range(rounds):
            for name, path in pages.items():
                spent.clear()
                idle.execute("SELECT 1")
                nothing.append(spent.pop() * 1000)
                assert reader.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 200
                assert len(spent) >= LEAST_STATEMENTS[path.startswith("/api/")]
                times[name].append(sum(spent) * 1000)
    return times, nothing


@contextmanager
def _statements() -> Iterator[list[float]]:
    """At the driver: ``store.base.run`` passes by SQLAlchemy's events."""
    spent = list[float]()
    execute = psycopg.Cursor.execute

    def timed(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(query, str) and WITHOUT_END.search(query):
            raise SystemExit(f"VOID: {query}")
        began = time.perf_counter()
        try:
            return execute(self, query, *args, **kwargs)
        finally:
            spent.append(time.perf_counter() - began)

    with patch.object(psycopg.Cursor, "execute", timed):
        yield spent


def _spread(times: list[float]) -> str:
    return f"{_share(times, 0.5):7.1f} {_share(times, 0.99):7.1f}"


def _share(times: list[float], share: float) -> float:
    return sorted(times)[math.ceil(share * len(times)) - 1]

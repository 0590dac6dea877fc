"""The catalogs of the admin pages: both languages whole, every word used, everything the house writes said."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.edges.admin.catalog import flat
from voiceline.actions import deliver, follow_up, open_ticket, page_engineer, receive, take_ticket, tell_customer
from voiceline.domain.lifecycle import Status
from voiceline.domain.outcomes import CALL_OUTCOMES
from voiceline.store import tickets
from voiceline.web.admin import words as admin_words
from voiceline.web.admin.words import words_in

TEMPLATES = sorted((Path(admin_words.__file__).parent / "templates").rglob("*.html"))


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    spanish, english = flat("es"), flat("en")
    assert spanish.keys() == english.keys()
    for key, value in spanish.items():
        assert set(re.findall(r"\{(\w+)\}", value)) == set(re.findall(r"\{(\w+)\}", english[key])), key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_name_only_words_that_exist(path: Path) -> None:
    known, page = flat("es"), path.read_text(encoding="utf-8")
    parts = {key.split(".")[0] for key in known if "." in key}
    for name in re.findall(r"\bw\('(\w+)'(?! ~)", page):
        assert name in known, name
    for part in re.findall(r"\bw\.named\('(\w+)'", page):
        assert part in parts, part
    said = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]+>|&\w+;", " ", page, flags=re.S)
    assert not re.findall(r"[^\W\d_]{2,}", said), "a page says nothing of its own: its words are in the catalogs"


def test_every_word_is_said_somewhere() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in (*TEMPLATES, *TEMPLATES[0].parents[2].glob("*.py")))
    built = {
        f"{kind}_{part}"
        for kind in ("missing", "error", "form", "forbidden", "database", "directory", "admins", "too_large", "link")
        for part in ("title", "text")
    }
    built |= {
        *(
            f"{kind}_{part}"
            for kind in ("archive", "purged", "spoiled", "media_purged", "media_spoiled")
            for part in ("title", "text")
        ),
        "plot_response",
        *(f"ready_{each}" for each in ("good", "doubtful", "bad")),
        *(f"state_{each}" for each in ("good", "doubtful", "bad")),
        "hours_ordinary",
        "hours_extraordinary",
        "plot_resolution",
        "response_due",
        "resolution_due",
        "inbound",
        "outbound",
        "no_calls",
        "no_tickets",
        "prompts_changed",
        "prompts_recorded",
    }
    prefixes = {*re.findall(r"""f["'](\w+_)\{""", code), *re.findall(r"""["'](\w+_)["'] ?~""", code)}
    tops = {key for key in flat("es") if "." not in key and not key.startswith(tuple(prefixes))}
    assert {key for key in tops - built if not re.search(rf"""["']{key}["']""", code)} == set()


def test_spans_are_said_as_people_say_them() -> None:
    w = words_in("es")
    assert [w.duration(each) for each in (0, 59, 60, 90, 120)] == ["0 s", "59 s", "1 min", "1 min 30 s", "2 min"]
    assert [w.span(each) for each in (59, 7200, 7260, 90000)] == ["0 min", "2 h", "2 h 1 min", "1 d 1 h"]
    assert w.to_the_second(120) == "2 min 0 s", "a clock that runs keeps its form"
    assert [w.place(each) for each in ("America/Guatemala", "UTC")] == ["Guatemala", "UTC"]


def test_everything_the_house_writes_has_words() -> None:
    w = words_in("es")._table
    assert set(CALL_OUTCOMES) <= w["outcomes"].keys()
    assert {str(each) for each in Status} <= w["status_names"].keys()
    assert follow_up.DEEDS.keys() <= w["kinds"].keys()
    modules = (open_ticket, page_engineer, receive, take_ticket, tell_customer, deliver, follow_up, tickets)
    code = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules)
    told_elsewhere = {"page_ended", "told_customer", "not_told_customer"}
    assert set(re.findall(r'\.record\("(\w+)"', code)) - told_elsewhere <= w["events"].keys()
    reasons = set(re.findall(r'(?:cancel|stop_paging)\([^)]*?"(\w+)", (?:turn\.)?now', code))
    assert reasons and reasons <= w["reasons"].keys()
    moment = words_in("es").moment(datetime(2026, 11, 24, 8, 14, 5, tzinfo=UTC), "America/Guatemala")
    assert moment == "24 nov 2026, 02:14:05"

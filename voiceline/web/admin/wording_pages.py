"""What the line says, and how an admin changes it: the list of prompts, and one prompt's page in both languages.

A form that cannot be taken comes back with what was typed, and says why; "see how it sounds" changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import reword
from voiceline.actions.reword import Editor, UnfitError
from voiceline.dialog import how_it_sounds, rewording
from voiceline.dialog.catalog import LANGUAGES, catalog, shipped, topics
from voiceline.dialog.rewording import RECORDING, Unfit
from voiceline.domain.gsm7 import segments, to_gsm7
from voiceline.domain.speech.plain_words import plain_words
from voiceline.store import directory, wording
from voiceline.store.wording import Slot, Wording
from voiceline.web.admin.doors import LARGEST_KEY, for_admins, takes_a_file
from voiceline.web.admin.words import words as admin_words
from voiceline.web.guard import the_line

FILTERS = ("changed", "recorded")


@dataclass(frozen=True)
class Typed:
    """A form that made no version: its slot, what it held, and why not (no reasons: it was only looked at)."""

    slot: Slot
    words: str
    reasons: Sequence[Unfit]


@dataclass(frozen=True)
class Shown:
    """One slot on its prompt's page."""

    slot: Slot
    words: str
    example: str
    figures: Mapping[str, Any]
    versions: Sequence[Wording]
    reasons: Sequence[Unfit]
    is_look: bool  # what was typed, and nothing against it, but it is not saved yet
    shipped: str | None  # the words it came with; None of a recording

    @property
    def now(self) -> Wording | None:
        return self.versions[0] if self.versions else None


def register(blueprint: Blueprint) -> None:
    blueprint.get("/prompts")(prompts)
    blueprint.get("/prompts/<name>")(prompt)
    blueprint.post("/prompts/<name>/<language>/<kind>", endpoint="reword")(save)
    blueprint.get("/prompts/<name>/<language>/<kind>", endpoint="reworded")(page_of_form)
    blueprint.post("/prompts/<name>/<language>/<kind>/back", endpoint="reword_back")(back)


@for_admins
def prompts() -> str:
    wanted, only = request.args.get("q", "").strip(), request.args.get("only") or ""
    if only and only not in FILTERS:
        abort(404)
    with the_line().reading() as session:
        directory.current(session)  # and with it the words that are in force
        rows = [row for row in wording.in_force(session) if not row.is_shipped]
    kinds = {
        "changed": {row.prompt for row in rows if row.kind != RECORDING},
        "recorded": {row.prompt for row in rows if row.kind == RECORDING},
    }
    stale = {row.prompt for row in rows if not row.fits}
    found = [
        (heading, [name for name in names if _matches(name, wanted) and (not only or name in kinds[only])])
        for heading, names in topics(admin_words().language)
    ]
    said = {name: _first_words(admin_words().language, name) for _, names in found for name in names}
    known = {"q": wanted, "only": only, "filters": FILTERS, "stale": stale, **kinds}
    return render_template("admin/prompts.html", topics=[each for each in found if each[1]], said=said, **known)


@for_admins
def prompt(name: str, typed: Typed | None = None) -> str:
    if name not in shipped("es").prompts():
        abort(404)
    line = the_line()
    with line.reading() as session:
        _, book = directory.current(session)
        versions = wording.versions(session, name)
    known = {"line": book.name, "line_number": line.settings.line_number}
    if book.email:
        known["email_plain"] = book.email
    columns = {
        language: [_shown(Slot(language, name, kind), versions, typed, known) for kind in _kinds(language, name)]
        for language in LANGUAGES
    }
    heading = next(heading for heading, names in topics(admin_words().language) if name in names)
    return render_template(
        "admin/prompt.html",
        name=name,
        heading=heading,
        columns=columns,
        zone=book.timezone,
        values=_values(name, known),
        aside={language: catalog(language).aside(name) for language in LANGUAGES},
        said_now={language: catalog(language).prompts()[name].get("say") for language in LANGUAGES},
        recordable=rewording.can_be_recorded("es", name),
        limits={"largest": reword.LARGEST_FILE // 1024 // 1024, "longest": rewording.LONGEST, **_LIMITS},
    )


@for_admins
@takes_a_file
def save(name: str, language: str, kind: str) -> Response | str | tuple[str, int]:
    """Words or a file; ``act`` tells a look from a change."""
    slot = _slot(name, language, kind)
    if request.form.get("act") == "preview" and kind != RECORDING:
        words = rewording.tidy(language, name, kind, request.form.get("words", ""))
        return prompt(name, Typed(slot, words, rewording.unfit(language, name, kind, words)))
    try:
        with the_line().transaction() as session:
            _change(session, slot)
    except UnfitError as refused:
        return prompt(name, Typed(slot, request.form.get("words", "").replace("\0", ""), refused.reasons)), 422
    return redirect(url_for("admin.prompt", name=name, _anchor=f"{language}-{kind}"), 303)


@for_admins
def page_of_form(name: str, language: str, kind: str) -> Response:
    """Where a form that came back stood, read again (a reload, the other language): the page itself."""
    return redirect(url_for("admin.prompt", name=name, _anchor=f"{language}-{kind}"))


@for_admins
def back(name: str, language: str, kind: str) -> Response | tuple[str, int]:
    slot, number = _slot(name, language, kind), _number("to")
    try:
        with the_line().transaction() as session:
            to = session.get(Wording, number) if number else None
            if number and (to is None or to.slot != slot):
                abort(404)
            reword.go_back(session, slot, to, _editor())
    except UnfitError as refused:
        return prompt(name, Typed(slot, "", refused.reasons)), 422
    return redirect(url_for("admin.prompt", name=name, _anchor=f"{language}-{kind}"), 303)


def _change(session: Session, slot: Slot) -> None:
    if slot.kind != RECORDING:
        reword.reword(session, slot, request.form.get("words", ""), _editor())
        return
    file = request.files.get("file")
    media = file.read(reword.LARGEST_FILE + 1) if file else b""
    if not media:
        raise UnfitError([Unfit("no_file")])
    reword.record(session, slot.language, slot.prompt, media, _editor())


def _editor() -> Editor:
    return Editor(g.person.email, _number("seen"), the_line().now())


def _number(name: str) -> int:
    """A version's number from the form; −1, which is nobody's, for anything else."""
    given = request.form.get(name, "")
    return int(given) if given.isdecimal() and len(given) < len(str(LARGEST_KEY)) else -1


def _slot(name: str, language: str, kind: str) -> Slot:
    if not rewording.exists(language, name, "say" if kind == RECORDING else kind):
        abort(404)
    if kind == RECORDING and not rewording.can_be_recorded(language, name):
        abort(404)
    return Slot(language, name, kind)


def _kinds(language: str, name: str) -> tuple[str, ...]:
    recording = (RECORDING,) if rewording.can_be_recorded(language, name) else ()
    return (*rewording.kinds(language, name), *recording)


def _shown(slot: Slot, versions: Sequence[Wording], typed: Typed | None, known: Mapping[str, Any]) -> Shown:
    own = [row for row in versions if row.slot == slot]
    now = own[0] if own else None
    mine = typed if typed and typed.slot == slot else None
    table = shipped(slot.language).prompts()[slot.prompt]
    original = table.get(slot.kind)
    words = (now.words if now else None) or original or ""
    if mine and mine.words:
        words = mine.words
    readable = rewording.placeholders(words) is not None
    example = rewording.example(slot.language, words, known) if readable else words
    figures = _figures(slot, words, example, known) if readable else {}
    reasons = mine.reasons if mine else ()
    return Shown(slot, words, example, figures, own, reasons, mine is not None and not reasons, original)


def _figures(slot: Slot, words: str, example: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """How long it takes to hear, and until its first key; or how many messages it takes."""
    if slot.kind == "say":
        first = rewording.first_key_after(slot.language, words, known)
        return {"seconds": how_it_sounds.seconds(example), "first_key": first}
    return {"segments": segments(to_gsm7(example)), "characters": len(example)} if slot.kind == "text" else {}


_LIMITS = {"seconds": int(how_it_sounds.LONGEST), "first_key": int(how_it_sounds.FIRST_KEY_WITHIN)}


def _values(name: str, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What stands for each placeholder of this prompt, by example in the reader's language."""
    language = admin_words().language
    table = shipped(language).prompts()[name]
    named = {each for kind in rewording.kinds(language, name) for each in rewording.placeholders(table[kind]) or ()}
    return [(f"{{{each}}}", rewording.example(language, f"{{{each}}}", known)) for each in sorted(named)]


def _first_words(language: str, name: str) -> str:
    table = catalog(language).prompts()[name]
    return next((table[kind] for kind in rewording.WRITTEN if table.get(kind)), "")


def _matches(name: str, wanted: str) -> bool:
    """Its name or its words in either language, with or without accents."""
    said = " ".join(value for language in LANGUAGES for value in catalog(language).prompts()[name].values())
    return plain_words(wanted) in plain_words(f"{name} {said}")

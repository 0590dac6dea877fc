"""The web application: one line, its doors, and what every answer carries. ``create_app()`` is what gunicorn runs."""

import logging
import os
import sys
from datetime import timedelta
from threading import Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from voiceline.api import routes as api
from voiceline.line import Line
from voiceline.settings import Settings, SettingsError
from voiceline.settled import settle
from voiceline.store import directory
from voiceline.web import (
    feeds,
    guard,
    health,
    hold_music,
    links,
    live_links,
    receipts,
    recorded_prompts,
    sim,
    swap_links,
    texts,
    voice,
)
from voiceline.web.admin import pages
from voiceline.web.cookies import Cookies

log = logging.getLogger(__name__)

DOORS = (voice, hold_music, recorded_prompts, receipts, texts, sim, links, live_links, swap_links, feeds, health, api)
NEVER_BOOTED = 3  # the one status after which gunicorn ends, instead of beginning the worker again
LARGEST_FORM = 256 * 1024  # bytes; a carrier's form is some hundreds


def create_app(line: Line | None = None) -> Flask:
    """The app over this line, or over the one the environment describes. A bad environment ends the start."""
    if line is None:
        app = _app_over(Line(_settings_or_exit()).rings_aside())
        settle()
        return app
    return _app_over(line)


def _app_over(line: Line) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=line.settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=line.settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    app.session_interface = Cookies()
    app.extensions["line"] = line
    app.json.sort_keys = False  # type: ignore[attr-defined]  # fields come in the promised order
    app.url_map.strict_slashes = False  # a redirect would drop a caller's key
    guard.install(app, line)
    Thread(target=hold_music.address, args=("",), daemon=True).start()  # made now, not while somebody waits for it
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    pages.install(app)
    _remember_the_directory(line)
    return app


def _settings_or_exit() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as error:
        print(f"voiceline: {error}", file=sys.stderr)
        sys.exit(NEVER_BOOTED)


def _remember_the_directory(line: Line) -> None:
    """Read it once now, so that the fallback numbers are known on a night without a database."""
    try:
        with line.reading() as session:
            directory.current(session)
    except (SQLAlchemyError, directory.NoDirectoryError) as error:
        log.warning("no directory at the start (%s)", type(error).__name__)

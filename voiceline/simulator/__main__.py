"""``python -m voiceline.simulator``: a telephone network on this machine, with a page of telephones."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from werkzeug.serving import make_server

from voiceline.simulator import people
from voiceline.simulator.carrier import Carrier, Config, RealClock
from voiceline.simulator.engine import Engine
from voiceline.simulator.server import create_app
from voiceline.simulator.templates import Templates
from voiceline.simulator.transport import PostingTransport, is_loopback

REQUIRED = ("PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "LINE_NUMBER")
RING_DELAY = 0.6
TEMPLATES = Path(__file__).with_name("templates.toml")


def config_from(environment: Mapping[str, str], port: int) -> Config:
    """The settings, or one complaint that names everything wrong with them."""
    wrong = [f"{name} is missing" for name in REQUIRED if not environment.get(name)]
    public = environment.get("PUBLIC_URL", "").rstrip("/")
    token = environment.get("TWILIO_AUTH_TOKEN", "").split(",")[0].strip()
    if public and not is_loopback(public):
        wrong.append(f"PUBLIC_URL must be on this machine, not {public}")
    if token and not token.startswith("demo"):
        wrong.append("TWILIO_AUTH_TOKEN must start with 'demo': a real token has no business here")
    if wrong:
        raise ValueError("; ".join(wrong))
    return Config(
        account_sid=environment["TWILIO_ACCOUNT_SID"],
        auth_token=token,
        line_number=environment["LINE_NUMBER"],
        voice_url=f"{public}/voice/incoming",
        voice_status_url=f"{public}/voice/status",
        voice_fallback_url=f"{public}/voice/fallback",
        text_url=f"{public}/text/incoming",
        sms_number=environment.get("SMS_NUMBER") or None,
        whatsapp_number=environment.get("WHATSAPP_NUMBER") or None,
        caller_number=environment.get("CALLER_NUMBER") or None,
        api_url=f"http://127.0.0.1:{port}",
        ring_delay=RING_DELAY,
    )


def fall_back_to(carrier: Carrier, twiml: str) -> None:
    """Keep this document as the vendor would, and have every number fall back to it."""
    url = f"{carrier.config.api_url}/twiml/{carrier.account.keep(twiml)}"
    for number in carrier.account.numbers.values():
        number.voice_fallback_url = url


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m voiceline.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("SIMULATOR_PORT") or 8010))
    parser.add_argument("--directory", type=Path, help="directory file (TOML) whose people are shown with telephones")
    parser.add_argument("--fallback", type=Path, help="TwiML kept in a bin for the day the line does not answer")
    parser.add_argument("--templates", type=Path, default=TEMPLATES, help="message templates of the account (TOML)")
    chosen = parser.parse_args(arguments)
    try:
        config = config_from(os.environ, chosen.port)
        shown = people.read(chosen.directory)
        kept = chosen.fallback.read_text(encoding="utf-8") if chosen.fallback else None
        templates = Templates()
        templates.read(chosen.templates)
    except (ValueError, OSError, KeyError, TypeError) as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 2
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    transport = PostingTransport()
    carrier = Carrier(config, RealClock(), transport)
    carrier.templates.update(templates)
    if kept is not None:
        fall_back_to(carrier, kept)
    engine = Engine(carrier)
    server = make_server("127.0.0.1", chosen.port, create_app(engine, shown), threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    engine.start()
    print(f"telephones at http://127.0.0.1:{chosen.port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        transport.close()
        engine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

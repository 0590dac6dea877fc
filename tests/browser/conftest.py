"""A real browser over the real demo: every process as a customer of the README would start it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from voiceline.demo.valkey import free_port

ROOT = Path(__file__).parents[2]
CHROMIUM = next((p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), None)
PATIENCE = 20_000  # ms; what is to be seen is seen at once, but on a machine that runs everything else beside it
expect.set_options(timeout=PATIENCE)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: the browser tests were not run")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """``make demo``'s own program, on free ports and with a data folder of its own."""
    port, simulator_port = free_port(), free_port()
    var = tmp_path_factory.mktemp("demo")
    log = (var / "demo.log").open("w+")
    own = {"PORT": str(port), "SIMULATOR_PORT": str(simulator_port), "VOICELINE_VAR": str(var / "var")}
    process = subprocess.Popen(
        [sys.executable, "-m", "voiceline.demo"], cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log
    )
    until = time.monotonic() + 90
    while "lista" not in (said := Path(log.name).read_text()):
        assert process.poll() is None and time.monotonic() < until, said
        time.sleep(0.1)
    yield {"line": f"http://127.0.0.1:{port}", "phones": f"http://127.0.0.1:{simulator_port}", "process": process}
    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0

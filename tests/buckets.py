"""A real server that speaks S3, for the tests: rclone over a folder, with a key of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voiceline.demo.valkey import free_port

RCLONE = Path(sys.executable).parent / "rclone"
KEY, SECRET, BUCKET = "the-lines-key", "the-lines-secret", "recordings"
PATIENCE = 20.0


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """The URL of an empty bucket, as RECORDINGS has it."""
    (folder / BUCKET).mkdir(parents=True)
    port = free_port()
    words = ["serve", "s3", "--config", "", "--auth-key", f"{KEY},{SECRET}", "--addr", f"127.0.0.1:{port}", str(folder)]
    with (folder.parent / "rclone.log").open("w") as log:
        process = subprocess.Popen([str(RCLONE), *words], stdout=log, stderr=log)
    until = time.monotonic() + PATIENCE
    while not _listens(port):
        assert process.poll() is None and time.monotonic() < until, (folder.parent / "rclone.log").read_text()
        time.sleep(0.02)
    yield f"s3://{BUCKET}/voiceline?endpoint=http://127.0.0.1:{port}&region=us-east-1"
    process.kill()
    process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

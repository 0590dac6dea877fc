"""One contract, three archives: a real directory, a real server that speaks S3, a real PostgreSQL."""

import hashlib
import os
import secrets
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests import servers
from tests.buckets import KEY, SECRET, s3_server
from voiceline.archive.archive import Archive, ArchiveError, MissingError
from voiceline.archive.bucket import BucketArchive
from voiceline.archive.checked import SpoiledError, checked
from voiceline.archive.directory import DirectoryArchive
from voiceline.archive.rows import RowArchive
from voiceline.store.base import make_engine

LONG = os.urandom(1_700_000)  # two minutes of a telephone, and no power of two


@dataclass
class Kept:
    """An archive under test, a fresh name in it, and a way to harm a file behind its back."""

    archive: Archive
    new_name: Callable[[], str]
    overwrite: Callable[[str, bytes], None]

    def read(self, name: str) -> bytes:
        return b"".join(self.archive.read(name))


@pytest.fixture(scope="module")
def bucket_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3_server(tmp_path_factory.mktemp("bucket") / "files") as url:
        yield url


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


@pytest.fixture
def engine(postgres: Any) -> Iterator[Engine]:
    url = servers.migrated(postgres, "archive")
    servers.empty(url)
    made = make_engine(url, pool_size=2)
    yield made
    made.dispose()


def a_row(engine: Engine) -> str:
    """A recording for a file to belong to; its name."""
    sid = secrets.token_hex(8)
    with engine.begin() as connection:
        call = connection.execute(
            text(
                "INSERT INTO calls (sid, direction, from_number, to_number, status, started_at, language, script, step,"
                " turn, tries, notes) VALUES (:sid, 'inbound', '', '', 'completed', now(), 'es', '', '', 0, 0, '{}')"
                " RETURNING id"
            ),
            {"sid": sid},
        ).scalar_one()
        made = "INSERT INTO recordings (sid, call_id, made_at) VALUES (:sid, :call, now()) RETURNING name"
        return str(connection.execute(text(made), {"sid": sid, "call": call}).scalar_one())


@pytest.fixture(params=["directory", "bucket", "rows"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "directory":
        folder = tmp_path / "a" / "b"
        archive = DirectoryArchive(folder)
        return Kept(archive, lambda: secrets.token_hex(16), lambda name, media: _write(folder / name, media))
    if request.param == "bucket":
        request.getfixturevalue("aws")
        bucket = BucketArchive(request.getfixturevalue("bucket_url"))
        return Kept(bucket, lambda: secrets.token_hex(16), bucket.put)
    engine = request.getfixturevalue("engine")
    rows = RowArchive(engine)
    return Kept(rows, lambda: a_row(engine), rows.put)


def _write(path: Path, media: bytes) -> None:
    path.write_bytes(media)


@pytest.mark.parametrize("media", [b"RIFF", b"\0" * 70_000, LONG], ids=["short", "nothing but zeros", "long"])
def test_what_was_kept_is_read_to_the_byte_and_in_pieces(kept: Kept, media: bytes) -> None:
    name = kept.new_name()
    kept.archive.put(name, media)
    pieces = list(kept.archive.read(name))
    assert b"".join(pieces) == media
    assert max(map(len, pieces)) < 1_000_000  # a busy network hands over several at once, and never the whole file


def test_putting_it_again_is_the_same_and_another_takes_its_place(kept: Kept) -> None:
    name = kept.new_name()
    for media in (LONG, LONG, b"another"):
        kept.archive.put(name, media)
        assert kept.read(name) == media


def test_one_file_knows_nothing_of_another(kept: Kept) -> None:
    mine, yours = kept.new_name(), kept.new_name()
    kept.archive.put(mine, b"mine")
    kept.archive.put(yours, b"yours")
    kept.archive.delete(mine)
    assert kept.read(yours) == b"yours"


def test_what_is_not_there_is_missing_and_may_be_deleted_all_the_same(kept: Kept) -> None:
    name = kept.new_name()
    with pytest.raises(MissingError):
        list(kept.archive.read(name))
    kept.archive.delete(name)
    kept.archive.put(name, b"here")
    kept.archive.delete(name)
    with pytest.raises(MissingError):
        list(kept.archive.read(name))
    kept.archive.delete(name)


def test_a_file_is_handed_out_only_when_it_is_what_was_kept(kept: Kept) -> None:
    name, right = kept.new_name(), hashlib.sha256(LONG).hexdigest()
    kept.archive.put(name, LONG)
    with checked(kept.archive, name, right) as file:
        assert file.read() == LONG and file.seek(5) == 5 and file.read(3) == LONG[5:8]
    for harmed in (LONG[:-1], LONG + b"\0", LONG[:99] + b"?" + LONG[100:], b""):
        kept.overwrite(name, harmed)
        with pytest.raises(SpoiledError):
            checked(kept.archive, name, right)
    kept.archive.delete(name)
    with pytest.raises(SpoiledError, match="not there"):
        checked(kept.archive, name, right)


# What is particular to each


def test_a_directory_is_ours_alone_and_a_file_too(tmp_path: Path) -> None:
    archive = DirectoryArchive(tmp_path / "kept")
    archive.put("a", b"words")
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "kept" / "a").stat().st_mode & 0o777 == 0o600


KILLED_WHILE_WRITING = """
    import os, sys
    from pathlib import Path
    from voiceline.archive.directory import DirectoryArchive
    real = os.fsync
    def dies(descriptor):
        os.write(1, b"writing")
        os.kill(os.getpid(), 9)
    os.fsync = dies
    DirectoryArchive(Path(sys.argv[1])).put("a", b"half a word" * 1000)
"""


def test_a_process_killed_while_it_writes_leaves_no_half_file_that_counts(tmp_path: Path) -> None:
    script = [sys.executable, "-c", textwrap.dedent(KILLED_WHILE_WRITING), str(tmp_path)]
    died = subprocess.run(script, capture_output=True, cwd=Path(__file__).parents[2])
    assert died.returncode == -signal.SIGKILL and died.stdout == b"writing"
    archive = DirectoryArchive(tmp_path)
    assert list(tmp_path.iterdir()), "it died before it wrote anything"
    with pytest.raises(MissingError):
        list(archive.read("a"))
    archive.put("a", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]  # what the dead one left is gone too


def test_a_place_that_is_no_directory_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match="Not a directory"):
        DirectoryArchive(tmp_path / "file" / "kept").put("a", b"words")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda url: url.replace("recordings/", "nobodys/"), "no such bucket"),
        (lambda url: url.replace("127.0.0.1:", "127.0.0.1:1?"), "127.0.0.1"),
    ],
)
def test_a_bucket_out_of_reach_is_no_missing_file(
    aws: None, bucket_url: str, change: Callable[[str], str], says: str
) -> None:
    archive = BucketArchive(change(bucket_url))
    for act in (lambda: archive.put("a", b"words"), lambda: list(archive.read("a"))):
        with pytest.raises(ArchiveError, match=says) as caught:
            act()
        assert not isinstance(caught.value, MissingError)


def test_a_wrong_key_is_said_and_no_key_is_printed(monkeypatch: pytest.MonkeyPatch, aws: None, bucket_url: str) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "somebody-elses-secret")
    with pytest.raises(ArchiveError) as caught:
        BucketArchive(bucket_url).put("a", b"words")
    assert "403" in str(caught.value) and "secret" not in str(caught.value) and "\n" not in str(caught.value)


def test_rows_keep_no_file_that_belongs_to_nothing(engine: Engine) -> None:
    with pytest.raises(ArchiveError, match="no row"):
        RowArchive(engine).put("a-name-of-nothing", b"words")
    dead = make_engine("postgresql://nobody@127.0.0.1:1/none", pool_size=1)
    with pytest.raises(ArchiveError, match="the database") as caught:
        list(RowArchive(dead).read("a"))
    assert not isinstance(caught.value, MissingError)

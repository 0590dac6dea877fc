"""Reading a file back: what is handed out is, to the byte, what was kept."""

import hashlib
from tempfile import SpooledTemporaryFile
from typing import IO

from voiceline.archive.archive import Archive, MissingError

IN_MEMORY = 256 * 1024  # bytes; what is longer waits on the disk, under no name


class SpoiledError(Exception):
    """The file is not what was kept, or is not there any more: it is played to nobody."""


def checked(archive: Archive, name: str, sha256: str) -> IO[bytes]:
    """The file, opened, its every byte compared before the first is given. Close it.

    A copy of its own, so that a part of it can be given too, and so that nothing changes under whoever hears it.
    """
    found = hashlib.sha256()
    copy = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # whoever asked closes it
    try:
        for piece in archive.read(name):
            found.update(piece)
            copy.write(piece)
        if found.hexdigest() != sha256:
            raise SpoiledError("its checksum is not the one that was kept")
    except MissingError as error:
        copy.close()
        raise SpoiledError("it is not there any more") from error
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy

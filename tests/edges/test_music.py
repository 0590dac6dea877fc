"""The music of the hold is a telephone's file: µ-law, small, quiet, and without a seam."""

import struct
from itertools import pairwise

from voiceline.telephony.music import RATE, hold_music


def samples() -> bytes:
    return hold_music().partition(b"data")[2][4:]


def level(code: int) -> float:
    """G.711's eight bits back to −1…1: the standard's own way of reading them."""
    plain = ~code & 0xFF
    size = (((plain & 0x0F) * 2 + 33) << (plain >> 4 & 7)) - 33
    return (-size if plain & 0x80 else size) / 8159


def test_it_is_a_mu_law_file_that_says_its_own_length() -> None:
    file = hold_music()
    assert file[:4] == b"RIFF" and struct.unpack("<I", file[4:8])[0] == len(file) - 8
    kind, channels, rate = struct.unpack("<HHI", file[20:28])
    assert (kind, channels, rate) == (7, 1, RATE)
    assert len(samples()) == 12 * RATE and len(file) < 100_000


def test_it_is_heard_and_stays_under_a_voice() -> None:
    heard = [abs(level(code)) for code in samples()]
    assert 0.1 < max(heard) < 0.2
    for second in range(12):
        assert max(heard[second * RATE : (second + 1) * RATE]) > 0.02  # no silence that sounds like a lost call


def test_its_end_leads_into_its_beginning() -> None:
    heard = [level(code) for code in samples()]
    steps = [abs(b - a) for a, b in pairwise(heard)]
    assert abs(heard[0] - heard[-1]) <= max(steps)

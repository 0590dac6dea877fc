"""How many SMS a text takes: GSM-7 while it can, UCS-2 from the first character that alphabet lacks."""

from __future__ import annotations

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = set("^{}\\[~]|€")  # two places each


def segments(body: str) -> int:
    """A character of two places is never parted between two segments."""
    plain = set(body) <= GSM7 | ESCAPED
    single, part = (160, 153) if plain else (70, 67)
    widths = [1 + (character in ESCAPED if plain else ord(character) > 0xFFFF) for character in body]
    if sum(widths) <= single:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > part:
            count, used = count + 1, 0
        used += width
    return count

"""What a phone number says by itself."""


def masked(number: str) -> str:
    """For a log: ``+50256305476`` → ``+502…476``; anything short is not shown at all."""
    return f"{number[:4]}…{number[-3:]}" if len(number) >= 10 else "…"


def guatemalan(digits: str) -> str | None:
    """``44440001``, or with the country's 502 before it, as ``+50244440001``; None for what is no number there."""
    eight = digits[3:] if len(digits) == 11 and digits.startswith("502") else digits
    return f"+502{eight}" if len(eight) == 8 and eight.isdecimal() and eight[0] in "234567" else None


def is_landline(number: str) -> bool:
    """Whether it is a Guatemalan landline (2…, 6…, 7…), which takes no text."""
    return number.startswith(("+5022", "+5026", "+5027"))

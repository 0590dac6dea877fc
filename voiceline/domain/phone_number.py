"""What a phone number says by itself."""


def masked(number: str) -> str:
    """For a log: ``+50256305476`` → ``+502…476``; anything short is not shown at all."""
    return f"{number[:4]}…{number[-3:]}" if len(number) >= 10 else "…"


def is_landline(number: str) -> bool:
    """Whether it is a Guatemalan landline (2…, 6…, 7…), which takes no text."""
    return number.startswith(("+5022", "+5026", "+5027"))

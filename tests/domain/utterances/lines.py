"""One utterance a line."""


def lines(words: str) -> list[str]:
    return [line.strip() for line in words.strip().splitlines()]

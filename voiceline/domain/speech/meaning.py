"""What an answer to a question of ours may mean, whatever words it came in."""

from enum import StrEnum


class Meaning(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    ANYTHING_ELSE = "anything_else"
    MY_CASE = "my_case"
    ENGLISH = "english"
    SPANISH = "spanish"
    REPEAT = "repeat"
    YES = "yes"
    NO = "no"
    SOLVED = "solved"
    STILL_FAILS = "still_fails"


URGENT = (Meaning.CRITICAL, Meaning.HIGH)  # the gravest first

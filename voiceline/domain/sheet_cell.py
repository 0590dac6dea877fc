"""A cell of a sheet for a spreadsheet: the mark that makes it read accents, and words that stay words."""

import re

BYTE_ORDER_MARK = "\ufeff"  # so that Excel reads the accents
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run it
A_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def cell(words: str) -> str:
    """These words, never a formula; a telephone number may keep its plus."""
    return f"'{words}" if words.startswith(FORMULA) and not A_NUMBER.fullmatch(words) else words

"""A number on a page stays on one line, where a browser would break it after ``+502`` and after its hyphen.

By the style and not by other characters: what is looked for in the page, or copied from it, is the number as it reads.
"""

import re
from typing import Any

from markupsafe import Markup, escape

NUMBER = re.compile(r"\+\d[\d -]{5,}\d")


def whole(words: Any) -> Markup:
    """These words, each number of theirs in one piece."""
    return Markup(NUMBER.sub(r'<span class="tel">\g<0></span>', str(escape(words))))

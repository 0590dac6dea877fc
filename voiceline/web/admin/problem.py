"""The page that says what is wrong, in the reader's language."""

from flask import render_template


def problem(kind: str, status: int) -> tuple[str, int]:
    """``kind`` names its words: ``<kind>_title`` and ``<kind>_text``."""
    return render_template("admin/problem.html", kind=kind), status

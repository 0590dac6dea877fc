"""Plots as SVG of our own: stacked bars of what was kept, and each case's time against its promise.

Each says in words what it shows, and the table beside it holds every number; tones differ in black and white too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, BAR, GAP = 640, 26, 14
LABEL = 120
PARTS = ("kept", "missed", "running")


@dataclass(frozen=True)
class Bar:
    """One row: how many were kept, missed and are under way."""

    label: str
    counts: tuple[int, int, int]


@dataclass(frozen=True)
class Dot:
    """One case: its share of the promised time used (1 is the deadline), and what it came to."""

    label: str
    share: float
    verdict: str


def stacked(bars: Sequence[Bar], title: str, legend: Sequence[str]) -> Markup:
    """Rows of three parts each; a row without cases is an empty line with its label."""
    most = max((sum(bar.counts) for bar in bars), default=0) or 1
    scale = (WIDTH - LABEL - 60) / most
    rows = []
    for place, bar in enumerate(bars):
        y, x = place * (BAR + GAP), float(LABEL)
        rows.append(f'<text x="{LABEL - 10}" y="{y + BAR / 2 + 5}" text-anchor="end">{escape(bar.label)}</text>')
        for part, count in zip(PARTS, bar.counts, strict=True):
            if count:
                rows.append(f'<rect class="{part}" x="{x:.1f}" y="{y}" width="{count * scale:.1f}" height="{BAR}"/>')
                rows.append(f'<text class="on" x="{x + 8:.1f}" y="{y + BAR / 2 + 5}">{count}</text>')
                x += count * scale
    height = len(bars) * (BAR + GAP)
    return _svg(title, rows + _legend(legend, height + 6), height + 34)


def dots(rows: Sequence[tuple[str, Sequence[Dot]]], title: str, deadline: str) -> Markup:
    """One line a severity, one dot a case; the upright line is the deadline, and a dot past twice it is at the edge."""
    span, most = WIDTH - LABEL - 40, 2.0
    drawn = []
    for place, (label, each) in enumerate(rows):
        y = place * (BAR + GAP) + BAR / 2
        drawn.append(f'<text x="{LABEL - 10}" y="{y + 5}" text-anchor="end">{escape(label)}</text>')
        drawn.append(f'<line class="axis" x1="{LABEL}" x2="{LABEL + span}" y1="{y}" y2="{y}"/>')
        for dot in each:
            x = LABEL + min(max(dot.share, 0), most) / most * span
            drawn.append(
                f'<circle class="{escape(dot.verdict)}" cx="{x:.1f}" cy="{y}" r="6"><title>{escape(dot.label)}</title>'
                "</circle>"
            )
    height = len(rows) * (BAR + GAP)
    middle = LABEL + span / 2
    drawn.append(f'<line class="deadline" x1="{middle}" x2="{middle}" y1="0" y2="{height}"/>')
    drawn.append(f'<text x="{middle}" y="{height + 18}" text-anchor="middle">{escape(deadline)}</text>')
    return _svg(title, drawn, height + 28)


def _legend(words: Sequence[str], y: float) -> list[str]:
    drawn = []
    for place, (part, word) in enumerate(zip(PARTS, words, strict=True)):
        x = LABEL + place * 160
        drawn.append(f'<rect class="{part}" x="{x}" y="{y}" width="14" height="14"/>')
        drawn.append(f'<text x="{x + 20}" y="{y + 12}">{escape(word)}</text>')
    return drawn


def _svg(title: str, drawn: Sequence[str], height: float) -> Markup:
    inside = "".join(drawn)
    return Markup(
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {height:.0f}"><title>{escape(title)}</title>{inside}</svg>'
    )

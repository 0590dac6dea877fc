"""Plots as SVG of our own, drawn by the server: rows of parts, columns of a distribution, one mark a case.

Each says in words what it shows and what its numbers are, and the table beside it holds them all. Parts differ by
pattern and not by colour alone, so that black and white is enough; axes begin at nought and end at a round number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, LABEL, BAR, GAP, EDGE = 460, 96, 24, 12, 26
PARTS = ("kept", "missed", "running")
TALL = 150  # of the columns
LEAST_FOR_A_NUMBER = 20  # a narrower part has its number in the table only


@dataclass(frozen=True)
class Bar:
    """One row and its parts; those of ``stacked`` are how many were kept, missed and are under way."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Dot:
    """One case: its share of the promised time used (1 is the deadline), and what it came to."""

    label: str
    share: float
    verdict: str


def stacked(name: str, bars: Sequence[Bar], title: str, legend: Sequence[str]) -> Markup:
    """Rows of three parts each; a row without cases is an empty line with its label."""
    told = [", ".join(f"{n} {word}" for n, word in zip(bar.counts, legend, strict=True)) for bar in bars]
    drawn = _rows(name, bars, PARTS)
    height = len(bars) * (BAR + GAP) + 18
    described = "; ".join(f"{bar.label}: {words}" for bar, words in zip(bars, told, strict=True))
    return _svg(name, title, described, [*drawn, *_legend(name, legend, height + 8)], height + 30)


def rows(name: str, bars: Sequence[Bar], title: str, label: int = 210) -> Markup:
    """One plain bar a row."""
    described = "; ".join(f"{bar.label}: {bar.counts[0]}" for bar in bars)
    return _svg(name, title, described, _rows(name, bars, ("plain",), label), len(bars) * (BAR + GAP) + 18)


def columns(name: str, bars: Sequence[Bar], title: str) -> Markup:
    """One column each, of one distribution, in the order of its axis."""
    top = nice(max((bar.counts[0] for bar in bars), default=0))
    wide = (WIDTH - EDGE - 6) / max(len(bars), 1)
    drawn = []
    for tick in _ticks(top):
        y = 16 + TALL - tick / top * TALL
        drawn.append(f'<line class="grid" x1="{EDGE}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text class="tick" x="{EDGE - 5}" y="{y + 4:.1f}" text-anchor="end">{tick}</text>')
    for place, bar in enumerate(bars):
        x, tall = EDGE + 3 + place * wide, bar.counts[0] / top * TALL
        middle, y = x + wide / 2, 16 + TALL - tall
        if bar.counts[0]:
            drawn.append(
                f'<rect class="plain" x="{x + 3:.1f}" y="{y:.1f}" width="{wide - 6:.1f}" height="{tall:.1f}"/>'
                f'<text x="{middle:.1f}" y="{y - 4:.1f}" text-anchor="middle">{bar.counts[0]}</text>'
            )
        drawn.append(
            f'<text class="tick" x="{middle:.1f}" y="{TALL + 33}" text-anchor="middle">{escape(bar.label)}</text>'
        )
    drawn.append(f'<line class="axis" x1="{EDGE}" x2="{WIDTH}" y1="{16 + TALL}" y2="{16 + TALL}"/>')
    described = "; ".join(f"{bar.label}: {bar.counts[0]}" for bar in bars)
    return _svg(name, title, described, drawn, TALL + 42)


def dots(name: str, lines: Sequence[tuple[str, Sequence[Dot]]], title: str, deadline: str, said: str) -> Markup:
    """One line a severity, one mark a case: a dot was kept, a cross was missed. The upright line is the deadline.

    What took more than twice its time stands at the edge.
    """
    span, most = WIDTH - LABEL - 12, 2.0
    drawn = []
    for place, (label, each) in enumerate(lines):
        y = place * (BAR + GAP) + BAR / 2
        drawn.append(f'<text x="{LABEL - 8}" y="{y + 5}" text-anchor="end">{escape(label)}</text>')
        drawn.append(f'<line class="axis" x1="{LABEL}" x2="{LABEL + span}" y1="{y}" y2="{y}"/>')
        for dot in each:
            drawn.append(_mark(dot, LABEL + min(max(dot.share, 0), most) / most * span, y))
    height, middle = len(lines) * (BAR + GAP), LABEL + span / 2
    drawn.append(f'<line class="deadline" x1="{middle}" x2="{middle}" y1="0" y2="{height}"/>')
    drawn.append(f'<text x="{middle}" y="{height + 16}" text-anchor="middle">{escape(deadline)}</text>')
    return _svg(name, title, said, drawn, height + 24)


def nice(most: int) -> int:
    """The round number at which an axis ends: 5, 10, 20, 50, 100 …"""
    top = 5
    while top < most:
        top = top * 5 // 2 if str(top).startswith("2") else top * 2
    return top


def _rows(name: str, bars: Sequence[Bar], parts: Sequence[str], label: int = LABEL) -> Iterator[str]:
    top = nice(max((sum(bar.counts) for bar in bars), default=0))
    scale, height = (WIDTH - label - 14) / top, len(bars) * (BAR + GAP)
    for tick in _ticks(top):
        x = label + tick * scale
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height}"/>'
        yield f'<text class="tick" x="{x:.1f}" y="{height + 13}" text-anchor="middle">{tick}</text>'
    for place, bar in enumerate(bars):
        y, x = place * (BAR + GAP) + GAP / 2, float(label)
        yield f'<text x="{label - 8}" y="{y + BAR / 2 + 4.5}" text-anchor="end">{escape(bar.label)}</text>'
        for part, count in zip(parts, bar.counts, strict=True):
            if count:
                yield _part(name, part, x, y, count * scale)
                yield from _number(count, x + count * scale / 2, y, count * scale)
                x += count * scale
    yield f'<line class="axis" x1="{label}" x2="{label}" y1="0" y2="{height}"/>'


def _part(name: str, part: str, x: float, y: float, wide: float) -> str:
    fill = f' fill="url(#{name}-{part})"' if part in ("missed", "running") else ""
    return f'<rect class="{part}"{fill} x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{BAR}"/>'


def _number(count: int, x: float, y: float, wide: float) -> Iterator[str]:
    """On a plate of its own, for a pattern lies beneath."""
    plate = 9.0 + 8 * len(str(count))
    if wide >= max(plate, LEAST_FOR_A_NUMBER):
        yield f'<rect class="plate" x="{x - plate / 2:.1f}" y="{y + 4:.1f}" width="{plate}" height="{BAR - 8}" rx="3"/>'
        yield f'<text x="{x:.1f}" y="{y + BAR / 2 + 4.5:.1f}" text-anchor="middle">{count}</text>'


def _mark(dot: Dot, x: float, y: float) -> str:
    named = f"<title>{escape(dot.label)}</title>"
    if dot.verdict == "missed":
        shape = f"M{x - 5:.1f} {y - 5}l10 10m0 -10l-10 10"
        return f'<path class="cross" d="{shape}">{named}</path>'
    return f'<circle class="kept" cx="{x:.1f}" cy="{y}" r="5">{named}</circle>'


def _legend(name: str, words: Sequence[str], y: float) -> Iterator[str]:
    for place, (part, word) in enumerate(zip(PARTS, words, strict=True)):
        x = LABEL + place * 118
        fill = f' fill="url(#{name}-{part})"' if part != "kept" else ""
        yield f'<rect class="{part}"{fill} x="{x}" y="{y}" width="14" height="14"/>'
        yield f'<text x="{x + 19}" y="{y + 12}">{escape(word)}</text>'


def _ticks(top: int) -> range:
    return range(0, top + 1, top // 5)


def _svg(name: str, title: str, described: str, drawn: Sequence[str] | Iterator[str], height: float) -> Markup:
    inside = "".join(drawn)
    return Markup(
        f'<svg class="plot" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {WIDTH} {height:.0f}"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(described)}</desc>{_patterns(name)}{inside}</svg>'
    )


def _patterns(name: str) -> str:
    """Missed is hatched, under way is dotted: as plain in print as on a screen."""
    return (
        f'<defs><pattern id="{name}-missed" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="missed-ground" width="6" height="6"/>'
        '<rect class="missed-line" width="3" height="6"/></pattern>'
        f'<pattern id="{name}-running" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect class="running-ground" width="6" height="6"/>'
        '<circle class="running-dot" cx="3" cy="3" r="1.3"/></pattern></defs>'
    )

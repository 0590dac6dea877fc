"""A recording as a drawing: one upright line a column, as tall as it is loud. It is no button."""

from markupsafe import Markup, escape

HEIGHT = 64
STEP = 3  # from one column to the next
LEAST = 1  # of silence, so that its length is seen


def wave(loudness: bytes, title: str) -> Markup:
    """Nothing where there is nothing to draw."""
    if not loudness:
        return Markup("")
    loudest = max(*loudness, 32)  # a quiet voice fills the drawing too, and noise alone does not
    lines = []
    for place, each in enumerate(loudness):
        half = max(LEAST, round(each / loudest * (HEIGHT / 2 - 2)))
        lines.append(f"M{place * STEP + 1} {HEIGHT // 2 - half}v{2 * half}")
    width = len(loudness) * STEP
    return Markup(
        f'<svg class="wave" role="img" viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none">'
        f'<title>{escape(title)}</title><path d="{"".join(lines)}"/></svg>'
    )

"""The night, by the line's clock: it belongs to the evening it begins on. Whoever weighs it weighs the same hours."""

from datetime import time

NIGHT_FROM, NIGHT_UNTIL = time(22), time(7)

"""Floors: the cheapest programs that do the same job. They import nothing of voiceline, and are never improved."""

"""The second door: a job or a tick comes in, one action is taken. No rule lives here.

``jobs`` are one line each, ``clock`` is everything timed on one page, ``python -m workers`` runs a pool of workers.
"""

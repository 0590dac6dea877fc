"""A carrier of our own, so that a demo needs no account and a test can move the clock.

It imports nothing else of voiceline and no vendor's library, and it speaks to the line only by signed HTTP.
Everything that happens later goes through one heap, ordered by one clock: one story runs in real time and in tests.
"""

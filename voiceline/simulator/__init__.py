"""A carrier of our own, so that a demo needs no account and a test can move the clock.

It imports nothing else of voiceline and no vendor's library, speaks to the line only by signed HTTP, and what happens
later goes through one heap, ordered by one clock, in real time as in tests. From the ground: values with their own
rules (legs, queues, texts, recordings); ``office``, all there is at this moment; what moves calls and texts, from
``switchboard`` to ``documents``; the verbs of a document and the doors of REST. Above them stand ``carrier``, which
is the office with people at their telephones and hands it the table of verbs, and at the top the page and its server.
"""

"""Conversations as tables of steps, and their words in catalogs. The same script serves a call and a text.

Nothing here speaks TwiML, touches a row or acts: a ``Do`` step leaves the conversation, and the outcome of what was
done picks the next step, so nothing is announced before it is committed.
"""

"""Voiceline: Khodi's urgent line. A call or a text becomes a case, and someone always comes.

The floors, from the ground up: domain, dialog, store beside telephony, actions, then the doors web and api.
"""

"""Doors: HTTP in, one action, an answer out. A view holds no rule, opens one short transaction and calls no network.

Whatever goes wrong on a call is spoken as valid TwiML with status 200; a page for people is HTML.
"""

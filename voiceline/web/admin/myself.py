"""The engineer who reads the page: the one whose e-mail address his account has."""

from flask import g

from voiceline.domain.directory import Directory, Engineer


def me(book: Directory) -> Engineer | None:
    mine = g.person.email.casefold()
    return next((each for each in book.engineers.values() if each.email and each.email.casefold() == mine), None)


def signature(book: Directory) -> str:
    """As whom he acts on a case: an engineer by his id, anybody else by the address of his account."""
    engineer = me(book)
    return engineer.id if engineer else g.person.email

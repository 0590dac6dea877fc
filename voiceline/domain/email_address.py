"""Whether something can be an e-mail address at all; that it is somebody's only a message can tell."""

LONGEST = 254  # characters, as the protocol has it


def can_be(email: str) -> bool:
    name, _, place = email.partition("@")
    plain = email.isprintable() and not any(each.isspace() for each in email)
    return bool(name) and "." in place and "@" not in place and plain and len(email) <= LONGEST

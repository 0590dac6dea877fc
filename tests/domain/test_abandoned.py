"""What follows a hang-up, as one table."""

from itertools import product

import pytest

from voiceline.domain.abandoned import Follows, Known, what_follows

NOTHING, TEXT, JOINS, OPENS = Follows(False, None), Follows(True, None), Follows(False, "joins"), Follows(True, "opens")


@pytest.mark.parametrize(
    ("customer", "came_back", "case_near", "told_lately", "opens", "follows"),
    [
        (False, False, False, False, True, NOTHING),  # a stranger: the log is all
        (True, True, False, False, True, NOTHING),
        (True, False, True, False, True, JOINS),
        (True, False, True, True, False, JOINS),
        (True, False, False, False, False, TEXT),
        (True, False, False, True, False, NOTHING),
        (True, False, False, False, True, OPENS),
        (True, False, False, True, True, OPENS),  # the case's own number is news, whatever she was told before
    ],
)
def test_what_follows(
    customer: bool, came_back: bool, case_near: bool, told_lately: bool, opens: bool, follows: Follows
) -> None:
    assert what_follows(Known(customer, came_back, case_near, told_lately, opens)) == follows


def test_never_a_second_case_beside_one_that_is_near_and_never_one_for_a_stranger() -> None:
    for known in (Known(*each) for each in product((False, True), repeat=5)):
        follows = what_follows(known)
        assert not (follows.case == "opens" and (known.case_near or not known.customer or not known.opens))
        assert not (follows.text and (known.came_back or not known.customer))

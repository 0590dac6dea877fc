"""What somebody who waits is told of the ringing: the first, the second, several at once, again, everybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceline.domain.progress import Progress, Rung, progress

DANA, LEE, BOTH = ("dana",), ("lee",), ("ana", "luis")


@pytest.mark.parametrize(
    ("rung", "told"),
    [
        ([], None),
        ([Rung(1, DANA)], Progress("first")),
        ([Rung(1, DANA), Rung(1, LEE)], Progress("next", nth=2)),
        ([Rung(1, BOTH)], Progress("together", count=2)),
        ([Rung(1, BOTH), Rung(1, DANA)], Progress("next", nth=3)),
        ([Rung(1, DANA), Rung(1, BOTH)], Progress("together", count=2)),
        ([Rung(1, DANA), Rung(1, LEE), Rung(2, DANA)], Progress("round")),
        ([Rung(1, DANA), Rung(1, LEE), Rung(2, DANA), Rung(2, LEE)], Progress("next", nth=2)),
        ([Rung(1, DANA), Rung(1, ("dana", "lee"), everyone=True)], Progress("everyone", count=2)),
        ([Rung(1, DANA), Rung(1, BOTH, everyone=True), Rung(1, LEE)], Progress("next", nth=2)),
        ([Rung(3, LEE)], Progress("first")),  # a case that came back: its policy begins anew
    ],
)
def test_what_is_told(rung: list[Rung], told: Progress | None) -> None:
    assert progress(rung) == told


STEPS = st.lists(
    st.builds(
        Rung, st.integers(1, 4), st.lists(st.sampled_from("abcde"), min_size=1, unique=True).map(tuple), st.booleans()
    ),
    min_size=1,
    max_size=12,
).filter(lambda rung: any(not each.everyone for each in rung))


@given(STEPS)
def test_a_number_told_is_that_of_somebody_who_was_rung(rung: list[Rung]) -> None:
    told = progress(rung)
    assert (told is not None and told.count == len(rung[-1].engineers)) or told.how in ("first", "next")
    everybody = {each for step in rung if not step.everyone for each in step.engineers}
    assert 1 <= told.nth <= max(1, len(everybody))

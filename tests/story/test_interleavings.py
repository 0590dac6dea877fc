"""Whatever comes twice, late, out of order or at once: one has it, the truth is told, and somebody comes."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import servers
from tests.story.conftest import DIRECTORY
from tests.story.world import VERBS, Move, World
from voiceline.settings import Settings

# The house of the stories at every hour and with little patience: Dana; then Lee, and the desk with a text as well.
_HEAD = DIRECTORY.partition("[[policies]]")[0]
_POLICY = """
[[policies]]
severity = "{}"
during = "always"
steps = [
  {{ page = ["primary"], by = ["call"], wait = "30s" }},
  {{ page = ["secondary", "desk"], by = ["call", "sms"], wait = "30s" }},
]
"""
IMPATIENT = _HEAD + _POLICY.format("P1") + _POLICY.format("P2")

which = st.integers(0, 5)
simple: st.SearchStrategy[Move] = st.one_of(
    st.tuples(st.just("dials"), which, st.sampled_from("112")),
    st.tuples(st.just("answers"), which),
    st.tuples(st.just("presses"), which, st.sampled_from("1112")),
    st.tuples(st.just("presses"), which, st.sampled_from("123")),
    st.tuples(st.just("hangs_up"), which),
    st.tuples(st.just("rejects"), which),
    st.tuples(st.just("replays"), st.integers(0, 60)),
    st.tuples(st.just("passes"), st.sampled_from((5, 5, 25, 40, 120))),
    st.tuples(st.just("supports"), st.sampled_from(sorted(VERBS)), which),
)
troubles: st.SearchStrategy[Move] = st.one_of(
    st.tuples(
        st.just("fails"),
        st.sampled_from(
            ("call-500", "call-500-after", "call-timeout", "callback-drop", "callback-delay", "callback-duplicate")
        ),
    ),
    st.tuples(st.just("goes_unheard"), st.sampled_from(("call-500-after", "call-timeout"))),
    st.tuples(st.just("redis"), st.booleans()),
    st.tuples(st.just("is_taken_out"), st.booleans()),
    st.tuples(
        st.just("meets"),
        st.lists(simple, max_size=2),
        st.lists(st.one_of(simple, st.just(("lapses",))), max_size=3),
        st.sampled_from((None, None, "before", "after")),
    ),
)
schedules = st.lists(st.one_of(simple, simple, troubles), min_size=10, max_size=35)


@pytest.mark.timeout(300)
@settings(
    max_examples=15,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(schedule=schedules)
def test_in_every_order_one_has_it_the_truth_is_told_and_somebody_comes(
    settings: Settings, schedule: list[Any]
) -> None:
    servers.empty(settings.database_url)
    world = World(settings, IMPATIENT)
    try:
        world.play([("dials", 0, "1"), *schedule])
        world.someone_comes()
    finally:
        world.house.line.close()

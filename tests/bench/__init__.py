"""Timings, as ratios to floors of the same run. Never part of the tests: a clock on a shared machine proves nothing."""

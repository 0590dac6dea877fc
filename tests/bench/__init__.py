"""Timings, as ratios to floors measured in the same run. Never part of the tests: a clock on a shared machine proves nothing."""

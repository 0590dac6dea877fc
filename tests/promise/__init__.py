"""``make promise``: how many nights of a year of nights end with a human on the line within the promised time.

Its law: the escalation that is simulated is the product's own (``voiceline.domain.escalation``); here live only the
people who are rung, the clock, and the peers that ring the same people. Same seed, same figures.
"""

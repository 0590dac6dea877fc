"""Is everything set up as it must be? Facts are gathered side by side and within one patience.

Verdicts are functions over what was found: they ask nobody. Nothing here changes anything, here or at the
carrier; only into the recordings' archive a word is written, read and let go of.
"""

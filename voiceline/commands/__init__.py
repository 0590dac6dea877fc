"""Commands for people and scripts, one a module. A mistake is one line on stderr and a non-zero exit, no traceback."""

"""The line on one machine, with nothing installed by hand: real PostgreSQL and Valkey from wheels, every process.

Imports nothing of the rest of voiceline and is imported by none of it; it speaks to it by command line and HTTP.
"""

"""Rows and their own verbs. A row changes itself only through its verbs, which ask ``domain`` what is allowed.

Nothing here opens a transaction, reads a clock or speaks to the network; PostgreSQL is the only database.
"""

"""Pages for people: log in, then see every call, every case and all that became of them. Server-rendered.

A view reads rows and shows them; it decides nothing.
"""

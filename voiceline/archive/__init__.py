"""Where recordings' files are kept: one port, and what stands behind it: our database, a directory, a bucket.

A file is there whole or not at all, under a name that says nothing. It is read back by its checksum or not at all.
"""

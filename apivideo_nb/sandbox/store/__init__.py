"""What the local sandbox remembers: rows in SQLite, media in plain files.

Functions take an open connection, so that a route composes them into one transaction.
"""

"""Work that outlives a request: fetching, copying and encoding sources.

It is written down in the database before the answer is sent, and taken up again after
a crash.
"""

"""What the contract says, as pure functions: values in, values out, no I/O.

Nothing here opens a file, a database or a socket; the one table that is too long for a
module, ``languages.tsv``, is part of the code.
"""

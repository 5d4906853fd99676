"""What the contract says, as pure functions: values in, values out, no I/O.

Nothing here opens a file, a database or a socket.
"""

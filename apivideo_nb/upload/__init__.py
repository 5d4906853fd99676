"""How bytes get there: a source is opened, planned into chunks, and sent.

source → plan → engine; nothing here knows HTTP, the engine is handed a way to send.
"""

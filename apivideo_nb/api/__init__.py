"""What api.video says: models, decoding, requests and answers, retries, the session.

Only `session` talks HTTP; all beside it turns values into values.
"""

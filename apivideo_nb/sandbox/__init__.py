"""The local sandbox: a server on loopback that speaks api.video's HTTP contract.

Layers, top to bottom: server, app, routes, jobs, store and media and page, rules.
"""

"""Ledgers at the same work: this shop's, and others from an environment of their own.

Each is a module with a class `Peer` and is run by `python -m benchmarks.peers`, so
nothing here but that module may import what only one of the environments has.
"""

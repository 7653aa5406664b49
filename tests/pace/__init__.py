"""How long the tests take, scope by scope, and how long they may.

A scope is what one worker takes as a whole: tests/servers/sharing.py.
"""

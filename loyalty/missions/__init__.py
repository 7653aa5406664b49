"""Missions: written, reviewed, begun by members, and paid for what they did.

What a step can ask for is said in `loyalty.arithmetic.missions`; docs/missions.md tells
it to those who write one.
"""

"""Tiers: ladders drafted by one person and approved by another, and what members hold.

What follows from purchases is said in `loyalty.arithmetic.tiers`. See docs/tiers.md.
"""

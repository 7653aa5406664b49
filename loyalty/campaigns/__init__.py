"""Campaigns: drafted by one person, approved by another, and never edited.

What they can say is said in `loyalty.arithmetic.campaigns`, what becomes of them here.
See docs/campaigns.md.
"""

"""Offers whose names exist in every language (translation.py)."""

from oscar.apps.offer.models import *  # noqa: F403

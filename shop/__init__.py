"""The store: Oscar, the storefront, the staff pages and the bridge to the loyalty programme."""

from shop.celery import app as celery_app

__all__ = ["celery_app"]

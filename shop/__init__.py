"""The store: Oscar, the storefront, the staff pages, the bridge to the programme."""

from shop.celery import app as celery_app

__all__ = ["celery_app"]

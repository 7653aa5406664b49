"""The WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
# Whoever loads this answers requests (STATEMENT_TIMEOUTS in the settings).
os.environ.setdefault("SHOP_PROCESS", "web")

application = get_wsgi_application()

# Read once, before the server forks its workers (gunicorn --preload), and shared.
from shop.search import readings, words  # noqa: E402

words.load()
readings.load()

# What is there by now stays: the collector of garbage no longer goes through it, and
# writes on none of the pages of memory that the workers share.
gc.collect()
gc.freeze()

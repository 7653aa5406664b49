"""Oscar, for gunicorn."""

from django.core.handlers.wsgi import WSGIHandler

from benchmarks.offers import oscar_itself  # noqa: F401  sets Django up

application = WSGIHandler()

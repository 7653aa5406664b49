"""The least that Django can do: one view, no middleware, no database."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={},
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for measurements",  # noqa: S106
)
django.setup()


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello", headers={"Content-Length": "5"})


urlpatterns = [path("", hello)]
application = WSGIHandler()

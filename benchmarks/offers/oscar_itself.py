"""Oscar with nothing changed, set up as its documentation and its sandbox show.

Templates are kept in memory and connections stay open, as in a well-run shop. Its
pages make a small picture of each product; here they only write its address, and mails
go nowhere. WHOOSH names the folder of its search index.
"""

import os
import tempfile
from types import SimpleNamespace
from typing import Any

import oscar
from oscar import defaults

from benchmarks.peers import configured

SEARCHED_BY = {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
if "WHOOSH" in os.environ:
    SEARCHED_BY = {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
        "PATH": os.environ["WHOOSH"],
    }

configured.configure(
    INSTALLED_APPS=oscar.INSTALLED_APPS,
    LANGUAGE_CODE="en",
    LANGUAGES=[("en", "English"), ("zh-hans", "简体中文")],  # as here
    SITE_ID=1,
    ROOT_URLCONF="benchmarks.offers.oscar_urls",
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
        "oscar.apps.basket.middleware.BasketMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.template.context_processors.i18n",
                    "django.template.context_processors.media",
                    "django.template.context_processors.static",
                    "django.contrib.messages.context_processors.messages",
                    "oscar.apps.search.context_processors.search_form",
                    "oscar.apps.checkout.context_processors.checkout",
                    "oscar.apps.communication.notifications.context_processors"
                    ".notifications",
                    "oscar.core.context_processors.metadata",
                ],
            },
        }
    ],
    STATIC_URL="/static/",
    MEDIA_URL="/media/",
    MEDIA_ROOT=tempfile.gettempdir(),
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    HAYSTACK_CONNECTIONS={"default": SEARCHED_BY},
    **{name: getattr(defaults, name) for name in dir(defaults) if name.isupper()}
    | {
        "OSCAR_DEFAULT_CURRENCY": "EUR",
        "OSCAR_THUMBNAILER": f"{__name__}.NoThumbnails",
        "OSCAR_ALLOW_ANON_CHECKOUT": True,
        # Whoosh has no facets.
        "OSCAR_SEARCH_FACETS": {"fields": {}, "queries": {}},
    },
)

from django.contrib.auth import get_user_model  # noqa: E402  after setup


class NoThumbnails:
    """A picture's address without the picture: less work than Oscar has."""

    def generate_thumbnail(self, source: Any, **_options: Any) -> SimpleNamespace:
        return SimpleNamespace(url=f"/media/{source}")


def open_shop() -> Any:
    configured.migrate()
    return get_user_model().objects.create_user("shopper", "shopper@stores.example")


def use_points() -> None:
    """It has none."""


def shopper() -> Any:
    return get_user_model().objects.get(username="shopper")

"""Django, set up for one package and one database, without a project."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command


def configure(**options: Any) -> None:
    url = urlsplit(os.environ["DATABASE_URL"])
    settings.configure(
        SECRET_KEY="only for measurements",  # noqa: S106
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": url.path[1:],
                "USER": url.username,
                "PASSWORD": unquote(url.password or ""),
                "HOST": url.hostname,
                "PORT": url.port,
                "CONN_MAX_AGE": None,
            }
        },
        LOGGING_CONFIG=None,
        **options,
    )
    django.setup()


def migrate() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)

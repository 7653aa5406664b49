"""Where the pages of an account are."""

from django.urls import reverse


def url(name: str, *args) -> str:
    return reverse(f"customer:{name}", args=args)

"""What a list of Oscar's is to do with the rows that were ticked."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, QueryDict

View = Callable[..., HttpResponse]


def is_chosen(view: View, posted: QueryDict) -> bool:
    """Whether rows were ticked, and a button pressed that the list has.

    Oscar leads back to the list either way.
    """
    ticked = any(name.startswith("selected_") for name in posted)
    return ticked and posted.get("action", "").lower() in _offered(view)


def _offered(view: View) -> Mapping[str, object]:
    while not hasattr(view, "view_class") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    page: Any = getattr(view, "view_class", None)
    return getattr(page, "actions", None) or {}

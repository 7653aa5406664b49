"""What is served as a static file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import apps
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

# One request for what is written component by component. The order is that of
# /styleguide/: a later rule wins over an earlier one of the same weight.
COMPONENTS = (
    "actions",
    "frame",
    "products",
    "forms",
    "amounts",
    "progress",
    "messages",
    "lists",
    "facets",
    "front",
    "styleguide",
)
JOINED = "shop/css/components.css"


class StaticFilesConfig(apps.StaticFilesConfig):
    # Oscar's wheel carries TinyMCE, which is under the GPL: it is never collected.
    # The parts of a joined file are served as one.
    ignore_patterns = [
        *apps.StaticFilesConfig.ignore_patterns,
        "tinymce",
        "shop/css/components/*",
    ]


class JoinedFinder(BaseFinder):
    """Finds the stylesheet that is joined from the components'."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._storage = FileSystemStorage(location=settings.DATA_DIR / "joined")

    def check(self, **options: Any) -> list[Any]:
        return []

    def find(self, path, find_all=False, **options):
        if path != JOINED:
            return [] if find_all else None
        found = str(self._join())
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        self._join()
        yield JOINED, self._storage

    def _join(self) -> Path:
        """Write the joined file, unless it says so already."""
        folder = settings.BASE_DIR / "shop/static/shop/css/components"
        text = "\n".join((folder / f"{name}.css").read_text() for name in COMPONENTS)
        joined = Path(self._storage.path(JOINED))
        if not joined.exists() or joined.read_text() != text:
            joined.parent.mkdir(parents=True, exist_ok=True)
            joined.write_text(text)
        return joined

"""Pages kept in the process of a web worker, compressed, while there is room."""

import gzip
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache
from django.conf import settings

# What an entry takes beside its text: key, headers, objects.
BESIDE = 2048
# The part of the room that lists with a choice, searches and their like share.
OF_QUERIES = 0.25


@dataclass(frozen=True)
class Page:
    """An answer that is right for everybody under `epoch` until `ends_at`.

    `text` is compressed; `route` is the name of its view.
    """

    epoch: int
    ends_at: datetime
    route: str
    headers: dict[str, str]
    text: bytes

    @cached_property
    def etag(self) -> str:
        """Weak: the same page leaves compressed and plain."""
        return f'W/"{blake2b(self.plain(), digest_size=12).hexdigest()}"'

    @property
    def size(self) -> int:
        return len(self.text) + BESIDE

    def plain(self) -> bytes:
        return gzip.decompress(self.text)

    def is_right(self, *, epoch: int, at: datetime) -> bool:
        return self.epoch == epoch and at < self.ends_at


class Key(NamedTuple):
    """What a page that is for everybody depends on."""

    scheme: str
    host: str
    path: str
    query: str
    theme: str


class Pages:
    """What was asked for longest ago goes first when there is no more room.

    Addresses with a query have no end, and whoever makes them up fills a corner of
    their own: no flood of searches takes the room of goods and of the front page.
    """

    def __init__(self, *, room: int) -> None:
        self._lock = Lock()
        corner = round(room * OF_QUERIES)
        self._plain, self._queried = (
            LRUCache[Key, Page](most, lambda page: page.size)
            for most in (room - corner, corner)
        )

    def get(self, key: Key) -> Page | None:
        with self._lock:
            return self._among(key).get(key)

    def put(self, key: Key, page: Page) -> None:
        with self._lock:
            kept = self._among(key)
            if page.size <= kept.maxsize:
                kept[key] = page

    def forget(self) -> None:
        with self._lock:
            self._plain.clear()
            self._queried.clear()

    @property
    def size(self) -> int:
        return int(self._plain.currsize + self._queried.currsize)

    def _among(self, key: Key) -> LRUCache[Key, Page]:
        return self._queried if key.query else self._plain


pages = Pages(room=settings.PAGES_KEPT_MEGABYTES * 1024 * 1024)

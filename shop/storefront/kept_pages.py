"""Pages kept in the process of a web worker, compressed, while there is room."""

import gzip
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from threading import Lock

from cachetools import LRUCache
from django.conf import settings

# What an entry takes beside its text: key, headers, objects.
BESIDE = 2048


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


class Pages:
    """What was asked for longest ago goes first when there is no more room."""

    def __init__(self, *, room: int) -> None:
        self._lock = Lock()
        self._kept: LRUCache[Hashable, Page] = LRUCache(room, lambda page: page.size)

    def get(self, key: Hashable) -> Page | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: Hashable, page: Page) -> None:
        with self._lock:
            if page.size <= self._kept.maxsize:
                self._kept[key] = page

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    @property
    def size(self) -> int:
        return int(self._kept.currsize)


pages = Pages(room=settings.PAGES_KEPT_MEGABYTES * 1024 * 1024)

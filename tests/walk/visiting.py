"""Open each page as somebody who may, in one language."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.walk.stops import Stop
from tests.walk.world import World
from tests.walk.wrong import WRONG, send

# A link in a mail that is out of date is answered with 410.
SHOWN = {200, 410}
REFUSED = {200, 404, 422}


class NotThere(Exception):
    """It answered with something else than the page."""


class Visits:
    """A browser for everybody."""

    def __init__(self, browser: Browser, world: World, home: str, language: str):
        self._browser, self._world = browser, world
        self._home, self.language = home, language
        self._contexts: dict[str, BrowserContext] = {}

    @contextmanager
    def at(self, stop: Stop) -> Iterator[tuple[Page, Response]]:
        """Raises NotThere."""
        address = self._home + self._world.address(stop, self.language)
        with self._page(stop.who) as page:
            answer = page.goto(address)
            _expect(page, answer, SHOWN)
            path = address.partition("?")[0]
            # A secret in an address makes way for the page it leads to.
            if not page.url.startswith(path) and "token" not in stop.keys:
                raise NotThere(f"It leads on to {page.url}")
            if stop.sent:
                answer = send(page)
                _expect(page, answer, REFUSED)
            yield page, answer

    @contextmanager
    def where_wrong(self, what: str) -> Iterator[tuple[Page, Response]]:
        """Bring a page for errors about. Raises NotThere."""
        wrong = WRONG[what]
        with self._page(wrong.who) as page:
            answer = wrong.bring(page, f"{self._home}/{self.language}/")
            _expect(page, answer, {wrong.status})
            yield page, answer

    @contextmanager
    def _page(self, who: str) -> Iterator[Page]:
        if who not in self._contexts:
            self._contexts[who] = context = self._browser.new_context(
                reduced_motion="reduce",
                locale="zh-CN" if self.language == "zh-hans" else "en-GB",
            )
            context.add_cookies(self._world.cookies(who))
        page = self._contexts[who].new_page()
        try:
            yield page
        finally:
            page.close()

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def _expect(page: Page, answer: Response | None, statuses: set[int]) -> None:
    status = answer.status if answer else None
    if status not in statuses:
        raise NotThere(f"{status} at {page.url}")

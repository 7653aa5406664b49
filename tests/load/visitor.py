"""Somebody at the shop's door: seeded, impatient, forgetful, never malicious.

What a visitor does next is drawn from a seed; when it arrives is up to the machine.
"""

import random
import re
from dataclasses import dataclass
from threading import Event

from tests.load.browser import Browser, Form, Log, Page

# What a button pressed twice must not lead to two of: orders, pages to pay on, returns.
ONCE = (
    re.compile(r"/(?:thank-you|checkout/pay|account/orders)/([A-Z0-9-]+)"),
    re.compile(r"/pay/(cs_test_\w+)"),
    re.compile(r"/returns/([A-Z0-9-]+)"),
)


@dataclass(frozen=True, kw_only=True)
class Town:
    """Where the crowd shops: products by their key, the scarce ones apart."""

    home: str
    products: tuple[int, ...]
    scarce: tuple[int, ...]
    pause: float


class Visitor:
    """A guest, or the member with this e-mail address and password."""

    def __init__(
        self,
        number: int,
        *,
        town: Town,
        seed: int,
        log: Log,
        closing: Event,
        account: tuple[str, str] | None = None,
    ):
        self.number = number
        self.town = town
        self.log = log
        self.closing = closing
        self.account = account
        self.chance = random.Random(f"{seed}:{number}")  # noqa: S311  no secret
        self.visits = 0
        self.old_forms: list[Form] = []
        self.browser = self.new_browser()

    def sign_in(self) -> None:
        """Sign in, for who has an account."""
        form = self.browser.get("account/sign-in/").form("/sign-in/")
        if form is not None and self.account:
            username, password = self.account
            self.browser.send(form.but(username=username, password=password))

    def go_back(self) -> None:
        """Go back to an old page and press its button again."""
        if self.old_forms:
            self.read(self.browser.send(self.chance.choice(self.old_forms)))

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def rest(self, *, longest: float | None = None) -> None:
        """Read, think, type: nothing at all once the shop is closing."""
        most = 2 * self.town.pause if longest is None else longest
        self.closing.wait(self.chance.random() * most)

    def press(self, form: Form, *, twice: float = 0) -> Page:
        self.old_forms = [*self.old_forms[-9:], form]
        if self.likely(twice):
            first, second = self.browser.send_twice(form)
            for what in ONCE:
                led_to = {*what.findall(first.path), *what.findall(second.path)}
                if len(led_to) > 1:
                    self.log.broke(f"pressed twice: {' and '.join(sorted(led_to))}")
            self.read(first)
            return self.read(second)
        return self.read(self.browser.send(form))

    def read(self, page: Page) -> Page:
        """Count what the shop refuses, in the words of its page's kind."""
        if 400 <= page.status < 500:
            self.log.refused(f"{page.status}: {self._why(page)}")
        return page

    def _why(self, page: Page) -> str:
        told = page.tree.xpath(
            "string((//main//*[@role='alert' or contains(@class, 'banner')]"
            " | //main//*[contains(@class, 'error')])[1])"
        )
        return " ".join(told.split())[:90] or page.tree.xpath("string(//h1)").strip()

    def new_browser(self) -> Browser:
        language = self.chance.choice(("en", "en", "zh-hans"))
        return Browser(home=self.town.home, language=language, log=self.log)

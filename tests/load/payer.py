"""Paying on the payment service's page, as people do it."""

from collections.abc import Callable

from tests.load.browser import Page
from tests.load.visitor import Visitor

PAYS, IS_DECLINED, ASKS = "4242424242424242", "4000000000000002", "4000002500003155"
# How often a page is looked at that waits for the payment service's word.
LOOKS = 6


class Payer(Visitor):
    def pay(self, page: Page) -> Page:
        """Pay, be declined first, change one's mind, or walk away."""
        if self.likely(0.12):
            self.log.refused("payment page: abandoned")
            return page
        if self.likely(0.25):
            page = self._with_card(page, IS_DECLINED) or page
        if self.likely(0.2):
            return self._pay_otherwise(page)
        if self.likely(0.15):
            self.go_back()
        page = self._pay_online(page)
        for _look in range(LOOKS):
            if not page.path.endswith("/return/") or self.closing.is_set():
                break
            self.rest(longest=3)
            page = self.browser.get(page.url)
        return page

    def _pay_online(self, page: Page) -> Page:
        ways: tuple[Callable[[Page], Page | None], ...] = (
            lambda page: self._with_card(page, PAYS, twice=0.4),
            lambda page: self._with_card(page, PAYS),
            lambda page: self._with_card(page, ASKS),
            lambda page: self._with(page, "alipay"),
            lambda page: self._with(page, "wechat_pay"),
        )
        page = self.chance.choice(ways)(page) or page
        return self._confirm(page)

    def _with_card(self, page: Page, number: str, *, twice: float = 0) -> Page | None:
        form = page.form("/pay/cs_test_")
        if form is None:
            return None
        return self.press(form.but(method="card", number=number), twice=twice)

    def _with(self, page: Page, method: str) -> Page | None:
        form = page.form("/pay/cs_test_")
        return self.press(form.but(method=method)) if form else None

    def _confirm(self, page: Page) -> Page:
        """Answer the bank that asks whether it is you."""
        form = page.form("/pay/cs_test_")
        if form is None or "method" not in form.values:
            return page
        answer = self.chance.choice(("yes", "yes", "yes", "no"))
        return self.press(form.but(answer=answer), twice=0.3)

    def _pay_otherwise(self, page: Page) -> Page:
        """Back to the shop unpaid, and from there another way."""
        back = page.links(r"/checkout/pay/")
        if not back:
            return page
        page = self.browser.get(back[0])
        way = self.chance.choice(("/transfer/$", "/cancel/$", r"/checkout/pay/[^/]+/$"))
        form = page.form(way)
        if form is None:
            return page
        page = self.press(form, twice=0.3)
        if "/pay/cs_test_" in page.path:
            page = self._pay_online(page)
        return page

"""Somebody on the staff, who does what lies there; others do the same beside."""

import re
from urllib.parse import urlencode

from tests.load.browser import Browser, Form, Page
from tests.load.visitor import Visitor

WAITING = ("awaiting-payment", "confirmed", "confirmed", "ready", "shipped", "shipped")
# What can be done next, the first of these that the page of an order offers.
STEPS = (r"/paid/$", r"/(?:shipped|ready)/$", r"/delivered/$")
CANCELLED = 0.04
AT_A_TIME = 4


class Clerk(Visitor):
    def work_until_closing(self) -> None:
        """Come when the first shoppers have been."""
        self.rest(longest=self.town.pause * 8)
        self.sign_in()
        while not self.closing.is_set():
            self._work_on_orders(self.chance.choice(WAITING))
            self._open_parcels()

    def new_browser(self) -> Browser:
        return Browser(home=self.town.home, language="en", log=self.log)

    def _work_on_orders(self, status: str) -> None:
        listed = self.browser.get(f"staff/orders/?status={status}")
        for link in self._some_of(listed.links(r"/staff/orders/[A-Z0-9-]+/$")):
            self._take_step(self.browser.get(link))
            self.rest(longest=1)

    def _take_step(self, order: Page) -> None:
        if self.likely(CANCELLED) and order.links(r"/cancel/$"):
            page = self.browser.get(f"{order.path}cancel/")
            if form := page.form(r"/cancel/$"):
                self.press(form.but(reason="The crowd"), twice=0.3)
            return
        for step in STEPS:
            form = order.form(step)
            if not form:
                continue
            if step == STEPS[0]:
                if _is_paid_online(order):
                    continue
                form = form.but(amount=_to_be_paid(order), reference="The crowd's")
            self.press(form, twice=0.2)
            return

    def _open_parcels(self) -> None:
        listed = self.browser.get("staff/returns/")
        for link in self._some_of(listed.links(r"/staff/returns/[A-Z0-9-]+/$")):
            page = self.browser.get(link)
            if page.links(r"/receive/$"):
                self._open_parcel(page)
            elif (form := page.form(r"/close/$")) and self.likely(0.05):
                self.press(form)
            self.rest(longest=1)

    def _open_parcel(self, found: Page) -> None:
        """Say what is in it, look at what goes back, settle it."""
        page = self.browser.get(f"{found.path}receive/")
        form = next((one for one in page.forms(r"/receive/") if one.is_asking), None)
        if form is None:
            return
        page = self.browser.get(f"{found.path}receive/?{urlencode(self._judge(form))}")
        settle = next((f for f in page.forms(r"/receive/$") if not f.is_asking), None)
        if settle:
            self.press(settle, twice=0.4)

    def _some_of(self, links: list[str]) -> list[str]:
        return self.chance.sample(links, min(AT_A_TIME, len(links)))

    def _judge(self, form: Form) -> dict[str, str]:
        """Mostly all is there; now and then a piece is worn, or still missing."""
        verdicts = dict(form.values)
        for name, pieces in form.values.items():
            line = name.removeprefix("received-")
            if line == name or self.likely(0.7):
                continue
            verdicts[name] = str(max(0, int(pieces or 0) - 1))
            if self.likely(0.5):
                verdicts |= {f"refused-{line}": "1", f"refusal-{line}": "used"}
        return verdicts


def _to_be_paid(order: Page) -> str:
    return re.sub(r"[^\d.]", "", _said_of_money(order, "To be paid"))


def _said_of_money(order: Page, label: str) -> str:
    said = order.tree.xpath(
        f"string(//section[@aria-labelledby='money']//dt[.='{label}']"
        "/following-sibling::dd[1])"
    )
    return str(said)


def _is_paid_online(order: Page) -> bool:
    """Then the money is the payment service's word alone."""
    said = _said_of_money(order, "Payment")
    return not {"transfer", "delivery"} & set(said.lower().split())

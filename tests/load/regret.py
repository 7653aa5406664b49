"""Who changes their mind: calls off, withdraws, sends back, keeps it after all."""

from tests.load.browser import Form, Page
from tests.load.visitor import Visitor

CANCEL, WITHDRAW, RETURN = (
    rf"/orders/[A-Z0-9-]+/{way}/$" for way in ("cancel", "withdraw", "return")
)
REASONS = ("changed-mind", "damaged", "faulty", "other")


class Regretter(Visitor):
    def change_mind(self, order: Page) -> None:
        """Take one of the ways back that the page of an order offers."""
        ways = {
            CANCEL: self._call_off,
            WITHDRAW: self._withdraw,
            RETURN: self._send_back,
        }
        offered = [(way, order.links(way)) for way in ways]
        possible = [(way, links[0]) for way, links in offered if links]
        if possible:
            way, link = self.chance.choice(possible)
            page = self.browser.get(link)
            self.rest(longest=2)
            ways[way](page)

    def _call_off(self, page: Page) -> None:
        if form := page.form(CANCEL):
            self.press(form, twice=0.4)

    def _withdraw(self, page: Page) -> None:
        if form := page.form(WITHDRAW):
            page = self.press(self._some(form))
            self._confirm_way_back(page, WITHDRAW)

    def _send_back(self, page: Page) -> None:
        if form := page.form(RETURN):
            form = form.but(
                **{
                    name: self.chance.choice(REASONS)
                    for name in form.values
                    if name.startswith("reason-")
                }
            )
            page = self.press(self._some(form, full="1"))
            self._confirm_way_back(page, RETURN)

    def _some(self, form: Form, *, full: str = "") -> Form:
        """All of the goods, or only some of the lines."""
        lines = [name for name in form.values if name.startswith("line-")]
        chosen = set(lines)
        if len(lines) > 1 and self.likely(0.5):
            chosen = {self.chance.choice(lines)}
        return form.but(
            **{
                name: (full or form.values[name]) if name in chosen else "0"
                for name in lines
            }
        )

    def _confirm_way_back(self, page: Page, way: str) -> None:
        form = page.form(way)
        if form is None:
            return
        self.rest(longest=2)
        page = self.press(form.but(confirm="1"), twice=0.4)
        end = self.chance.choice((r"/sent/$", r"/sent/$", r"/cancel/$", ""))
        if end and (form := page.form(rf"/returns/[A-Z0-9-]+{end}")):
            self.press(form, twice=0.3)

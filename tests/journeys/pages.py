"""What a shopper does, page by page, in every language, with and without a script.

Nothing here reads a page's words: journeys run in every language.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# Money as both languages write it: €1,234.50.
AMOUNT = re.compile(r"€\s?([\d,]+\.\d\d)")


@dataclass
class Shopper:
    """Somebody with a browser. `product` below is the product's key."""

    page: Page
    language: str = "en"
    has_script: bool = True

    def visit(self, path: str = "") -> None:
        self.page.goto(f"/{self.language}/{path}")

    def sign_in(self, email: str, password: str) -> None:
        self.visit("account/sign-in/")
        self.page.locator("[name=username]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("main form button").first.click()
        self.page.wait_for_url(f"**/{self.language}/account/")

    def add(self, product: int, quantity: int = 1) -> None:
        """Put a product into the basket from its own page."""
        self.visit(f"catalogue/-_{product}/")
        form = self.page.locator("main form[action$='/basket/add/']").first
        form.locator("[name=quantity]").fill(str(quantity))
        with self.page.expect_response("**/basket/add/"):
            form.locator("[type=submit], button:not([type])").last.click()

    def open_basket(self) -> None:
        self.visit("basket/")

    def line(self, product: int) -> Locator:
        return self.page.locator(f"#basket-contents [data-product='{product}']")

    def check_out(self) -> None:
        self._press(self.page.locator("#basket-contents a[href$='/checkout/']"))
        self.page.wait_for_url("**/checkout/")

    def give_contact(self, *, email: str = "", delivery: str = "standard") -> None:
        page = self.page
        if email:
            page.locator("[name=email]").fill(email)
        page.locator(f"[name=delivery][value={delivery}]").check()
        if page.locator("[name=saved]").count() == 0 and delivery != "pickup":
            page.locator("[name=name]").fill("Ada Fischer")
            page.locator("[name=line1]").fill("Marktstraße 1")
            page.locator("[name=postcode]").fill("10115")
            page.locator("[name=city]").fill("Berlin")
            page.locator("[name=country]").select_option("DE")
        self._press(page.locator("#contact button, button[form=contact]"))
        page.wait_for_url("**/checkout/review/")

    def use_points(self, points: int) -> None:
        """Choose so many points; without a script, press the button for it too."""
        field = self.page.locator("#points input[type=number]")
        field.fill(str(points))
        if self.has_script:
            with self.page.expect_response("**/checkout/review/"):
                field.blur()
        else:
            self.page.locator("#points button:not([type=button])").last.click()

    def order(self, *, payment: str = "bank-transfer") -> str:
        """Press the button that buys, and return the order's number."""
        self.page.locator(f"[name=payment][value={payment}]").check()
        self._press(self.page.locator("button[form=place]"))
        self.page.wait_for_url("**/checkout/thank-you/**")
        return self.page.locator("main .order-number").first.inner_text()

    @property
    def total(self) -> str:
        """The total of the summary, without its currency sign."""
        shown = self.page.locator("main [data-shows=total]").first.inner_text()
        return AMOUNT.search(shown)[1]

    def expect_total(self, total: str) -> None:
        shown = self.page.locator("main [data-shows=total]").first
        expect(shown).to_have_text(re.compile(re.escape(total)))

    def _press(self, candidates: Locator) -> None:
        """Press whichever is in sight: a phone has its button at the thumb."""
        candidates.locator("visible=true").first.click()

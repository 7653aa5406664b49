"""What a shopper does, page by page, in every language, with and without a script.

Nothing here reads a page's words: journeys run in every language.
"""

import re
from dataclasses import dataclass

from django.utils import translation
from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# Money as both languages write it: €1,234.50.
AMOUNT = re.compile(r"€\s?([\d,]+\.\d\d)")
POINTS = re.compile(r"[+−]?[\d,]+")


def signed(row: Locator) -> str:
    """The points of a posting without their word: +36, −12, or nothing."""
    points = row.locator(".statement-points")
    return POINTS.search(points.inner_text())[0] if points.count() else ""


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

    def register(self, *, name: str, email: str, password: str) -> None:
        """Create an account, and be signed in with it."""
        self.visit("account/register/")
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=email]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("main form button[data-kind=primary]").click()
        self.page.wait_for_url(f"**/{self.language}/account/")

    def confirm(self, link: str) -> None:
        """Open the link in the mail about the own address, and press its button."""
        self.page.goto(link)
        self.page.locator("main form button[data-kind=primary]").click()
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

    def slide_points(self, key: str) -> None:
        """Press a key on the slider, and wait until the shop knows."""
        with self.page.expect_response("**/checkout/review/"):
            self.page.locator("#points input[type=range]").press(key)

    def expect_points(self, *, discount: str, left: str, total: str) -> None:
        """What the points beside the slider are said to do."""
        points = self.page.locator("#points")
        expect(points.locator("[data-discount]")).to_have_text(f"€{discount}")
        expect(points.locator("[data-left]")).to_have_text(left)
        expect(points.locator("[data-new-total]")).to_have_text(f"€{total}")
        self.expect_total(total)

    def open_statement(self) -> None:
        self.visit("points/")

    def statement(self) -> list[tuple[str, str]]:
        """The points and the words of each step, order by order, the last on top."""
        expect(self.page.locator(".statement-row").first).to_be_visible()
        folded = self.page.locator(".statement-row summary")
        for number in range(folded.count()):
            folded.nth(number).click()
        return [
            (
                signed(step.locator(".end")),
                step.locator("p.small.quiet").first.inner_text(),
            )
            for row in self.page.locator(".statement-row").all()
            for step in (row.locator(".statement-steps li").all() or [row])
        ]

    def order(self, *, payment: str = "bank-transfer") -> str:
        """Press the button that buys, and return the order's number."""
        self.page.locator(f"[name=payment][value={payment}]").check()
        self._press(self.page.locator("button[form=place]"))
        return self.thanked()

    def thanked(self) -> str:
        """The number of the order that the shop gives thanks for."""
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


@dataclass
class Staff:
    """Somebody at the order desk with a browser."""

    page: Page
    language: str = "en"

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto(f"/{self.language}/staff/")
        self.page.locator("main [name=username]").fill(email)
        self.page.locator("main [name=password]").fill(password)
        self.page.locator("main form button[data-kind=primary]").first.click()
        self.page.wait_for_url(f"**/{self.language}/staff/")

    def open_order(self, number: str) -> None:
        self.page.goto(f"/{self.language}/staff/orders/{number}/")

    def mark(self, step: str) -> None:
        """Press the button of a step: paid, shipped or delivered."""
        if step == "paid":
            self._say_what_came()
        button = self.page.locator(f"main form[action$='/{step}/'] button")
        button.click()
        expect(button).to_have_count(0)

    def _say_what_came(self) -> None:
        """All that is to be paid, as the page says it."""
        with translation.override(self.language):
            label = translation.gettext("To be paid")
        to_pay = self.page.locator(f"dt:text-is('{label}') + dd").inner_text()
        form = self.page.locator("main form[action$='/paid/']")
        form.locator("[name=amount]").fill(re.sub(r"[^\d.]", "", to_pay))
        form.locator("[name=reference]").fill("Statement 12")

    def preview_return_of_one(self) -> list[str]:
        """Choose one piece; return the money and the points that would go back."""
        self.page.locator("main a[href$='/take-back/']").click()
        self.page.locator("[data-stepper] [data-step='1']").click()
        self.page.locator("main form[method=get] button[type=submit]").click()
        amounts = self.page.locator("#settlement dd")
        expect(amounts.first).to_be_visible()
        return amounts.all_inner_texts()

    def take_back(self, *, reason: str) -> None:
        settlement = self.page.locator("#settlement")
        settlement.locator("[name=reason]").fill(reason)
        settlement.locator("button[type=submit]").click()
        expect(settlement).to_have_count(0)

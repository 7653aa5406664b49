"""From the door to an order, or to wherever a shopper loses interest."""

from tests.load.browser import Page
from tests.load.payer import Payer
from tests.load.regret import Regretter

SEARCHES = {"en": ("tea", "mug", "honey"), "zh-hans": ("茶", "杯", "蜂蜜")}
PLACES = (("DE", "10115", "Berlin"), ("AT", "1070", "Wien"), ("FR", "69001", "Lyon"))


class Shopper(Payer, Regretter):
    def shop_until_closing(self) -> None:
        """Come sooner or later; a guest is somebody else at each visit."""
        self.orders: list[str] = []
        self.rest(longest=self.town.pause * 4)
        if self.account:
            self.sign_in()
        while not self.closing.is_set():
            self.visits += 1
            self.visit()
            if not self.account:
                self.browser, self.old_forms, self.orders = self.new_browser(), [], []

    def visit(self) -> None:
        """From the door to an order, or to wherever this shopper loses interest."""
        for step in (self.look_around, self.fill_basket, self.look_at_basket):
            step()
            if self.closing.is_set() or self.likely(0.08):
                return
        review = self.give_contact()
        if review is None or self.likely(0.1):
            return
        if self.account and self.likely(0.6):
            review = self.use_points(review) or review
        page = self.buy(review)
        if "/pay/cs_test_" in page.path:
            page = self.pay(page)
        self.look_back(page)

    def look_around(self) -> None:
        home = self.browser.get("")
        categories = home.links(r"/catalogue/category/")
        if categories and self.likely(0.5):
            self.browser.get(self.chance.choice(categories))
        self.rest()
        if self.likely(0.4):
            words = self.chance.choice(SEARCHES[self.browser.language])
            self.browser.get(f"search/?q={words}")
            self.rest()

    def fill_basket(self) -> None:
        for _product in range(self.chance.choice((1, 1, 2, 3))):
            some = self.town.scarce if self.likely(0.3) else self.town.products
            page = self.browser.get(f"catalogue/-_{self.chance.choice(some)}/")
            self.rest()
            if form := page.form("/basket/add/"):
                form = form.but(quantity=str(self.chance.choice((1, 1, 1, 2, 3))))
                self.press(form, twice=0.05)

    def look_at_basket(self) -> None:
        page = self.browser.get("basket/")
        self.rest()
        change = page.form("/basket/update/")
        if change and self.likely(0.2):
            page = self.browser.send(
                change.but(quantity=str(self.chance.choice((0, 1, 2))))
            )
        settle = page.form("/basket/settle/")
        if settle is not None:
            self.log.refused("basket: not everything is left")
            self.browser.send(settle)

    def give_contact(self) -> Page | None:
        """Return the review, or None where there is nothing to order."""
        page = self.browser.get("checkout/")
        form = page.form("/checkout/$")
        if form is None:
            return None
        country, postcode, city = self.chance.choice(PLACES)
        form = form.but(
            delivery=self.chance.choice(form.choices["delivery"]),
            name=f"Shopper {self.number}",
            line1=f"Market {self.number + 1}",
            postcode=postcode,
            city=city,
            country=country,
        )
        if not self.account:
            form = form.but(email=f"shopper-{self.number}-{self.visits}@example.com")
        self.rest()
        page = self.press(form)
        return page if page.path.endswith("/checkout/review/") else None

    def use_points(self, review: Page) -> Page | None:
        form = review.form("/checkout/place/")
        button = review.tree.xpath("//form[@id='place']//button/@formaction")
        if form is None or not button:
            return None
        points = str(self.chance.choice((0, 50, 100, 200, 500)))
        page = self.press(form.but(points=points).to(str(button[0])))
        return page if page.form("/checkout/place/") else None

    def buy(self, review: Page) -> Page:
        """Press the button that buys; what is refused is tried once more."""
        form = review.form("/checkout/place/")
        if form is None:
            return review
        form = form.but(payment=self.chance.choice(form.choices["payment"]))
        self.rest()
        page = self.press(form, twice=0.3)
        if page.status == 409:
            page = self._look_again(page)
        if self.likely(0.15):
            self.go_back()
        return page

    def look_back(self, page: Page) -> None:
        """Look at orders, perhaps regret one; at the points; press old buttons."""
        self.orders += page.links(r"/account/orders/[A-Z0-9-]+/$")[:1]
        if self.orders:
            self.look_at_order(self.chance.choice(self.orders))
        if self.account and self.likely(0.3):
            self.browser.get("points/")
        if self.likely(0.3):
            self.go_back()
        self.rest()

    def look_at_order(self, link: str) -> None:
        """Some wait for the parcel first."""
        order = self.browser.get(link)
        while self.likely(0.5) and not self.closing.is_set():
            self.rest()
            order = self.browser.get(link)
        if self.likely(0.5):
            self.change_mind(order)

    def _look_again(self, page: Page) -> Page:
        if settle := page.form("/basket/settle/"):
            page = self.browser.send(settle)
        form = page.form("/checkout/place/")
        if form is None:
            return page
        return self.press(form.but(payment=self.chance.choice(form.choices["payment"])))

"""Take the pictures in docs/screenshots: `make screenshots`.

A demo of its own is started in a temporary folder, visited as its shoppers and
staff, and stopped. SHOP_URL names a running demo to visit instead.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from shop.demo.accounts import DOMAIN, PASSWORD
from tests.journeys.browser import launch_options
from tests.servers.demo import demo

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "screenshots"
QUALITY = 78
PHONE, DESKTOP = "phone", "desktop"
SCREENS = {PHONE: (390, 844), DESKTOP: (1280, 860)}
SCALES = {PHONE: 2, DESKTOP: 1.25}
TALLEST = {PHONE: 1500, DESKTOP: 1300}
LANGUAGES = {"en": "en", "zh": "zh-hans"}
SEARCHES = {"en": "tea", "zh": "茶"}
console = Console(highlight=False)


@dataclass
class Visit:
    """One visitor in one language, on one screen, in the light or in the dark."""

    page: Page
    url: str
    language: str
    screen: str
    dark: bool = False

    def go(self, path: str) -> None:
        prefix = LANGUAGES[self.language]
        answer = self.page.goto(f"{self.url}/{prefix}/{path}")
        assert answer is not None, path
        assert answer.ok, f"{path}: {answer.status}"

    def submit(self, selector: str) -> None:
        """Press what is visible of `selector`, and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator(f"{selector} >> visible=true").first.click()

    def sign_in(self, name: str) -> None:
        self.go("account/sign-in/")
        self.page.fill("main [name=username]", f"{name}@{DOMAIN}")
        self.page.fill("main [name=password]", PASSWORD)
        self.submit("main form:has([name=password]) button")

    def take(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        width, height = SCREENS[self.screen]
        whole = self.page.evaluate("document.documentElement.scrollHeight")
        tall = max(height, min(TALLEST[self.screen], whole))
        self.page.set_viewport_size({"width": width, "height": tall})
        self.page.evaluate("window.scrollTo(0, 0)")
        self.page.wait_for_timeout(250)
        picture = Image.open(io.BytesIO(self.page.screenshot()))
        self.page.set_viewport_size({"width": width, "height": height})
        shade = "-dark" if self.dark else ""
        file = FOLDER / f"{name}-{self.screen}-{self.language}{shade}.webp"
        picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=6)
        console.print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KB")


def browse(visit: Visit) -> None:
    """Home, category, product, search."""
    page = visit.page
    visit.go("")
    visit.take("home")
    if visit.dark:
        return
    page.goto(page.locator("nav.rail a").nth(1).get_attribute("href", timeout=5000))
    visit.take("category")
    visit.go(f"search/?q={SEARCHES[visit.language]}")
    visit.take("search")


def buy(visit: Visit) -> None:
    """A member fills the basket, uses points, orders, and looks at the account."""
    visit.sign_in("mei")
    for upc in ("DEMO-TAB-01", "DEMO-TEA-02", "DEMO-PAN-01"):
        visit.page.goto(visit.url + product_paths(visit)[upc])
        if upc == "DEMO-TAB-01":
            visit.take("product")
        visit.submit("form.buy button[type=submit]")
    visit.go("basket/")
    visit.take("basket")
    visit.go("checkout/")
    visit.submit("button[form=contact], form#contact > button")
    visit.page.fill("input[type=number][name=points]", "200")
    visit.page.locator("input[type=number][name=points]").dispatch_event("change")
    visit.page.wait_for_load_state("networkidle")
    visit.take("checkout")
    visit.page.locator("input[name=payment][value=bank-transfer]").check()
    visit.submit("button[form=place]")
    visit.take("thank-you")
    visit.go("account/")
    visit.take("account")
    visit.go("points/")
    visit.take("statement")


def work(visit: Visit) -> None:
    """Staff look at the day and at an order with points."""
    visit.sign_in("manager")
    visit.go("staff/")
    visit.take("staff-today")
    visit.go(f"staff/orders/?q=mei@{DOMAIN}")
    visit.page.goto(
        visit.url
        + visit.page.locator(
            "main a[href*='/staff/orders/']:not([href*='?'])"
        ).first.get_attribute("href")
    )
    visit.take("staff-order")


def product_paths(visit: Visit) -> dict[str, str]:
    """Where the pictured products are: found by the search, as a shopper would."""
    names = {
        "DEMO-TAB-01": {"en": "morning mug", "zh": "早安马克杯"},
        "DEMO-TEA-02": {"en": "sencha first flush", "zh": "头采煎茶"},
        "DEMO-PAN-01": {"en": "wildflower honey", "zh": "百花蜜"},
    }
    paths = {}
    for upc, words in names.items():
        visit.go(f"search/?q={words[visit.language]}")
        link = visit.page.locator("main article.card h3 a").first
        paths[upc] = link.get_attribute("href") or ""
    return paths


@contextmanager
def visiting(
    browser: Browser, url: str, language: str, screen: str, *, dark: bool = False
) -> Iterator[Visit]:
    width, height = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=SCALES[screen],
        is_mobile=screen == PHONE,
        has_touch=screen == PHONE,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="zh-CN" if language == "zh" else "en-GB",
        base_url=url,
    )
    yield Visit(context.new_page(), url, language, screen, dark)
    context.close()


def say(line: str) -> None:
    console.print(line, style="dim", markup=False)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with demo(say=say) as shop, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for language in LANGUAGES:
            for screen in SCREENS:
                for tour in (browse, buy, work):
                    with visiting(browser, shop.url, language, screen) as visit:
                        tour(visit)
        for screen in SCREENS:
            with visiting(browser, shop.url, "en", screen, dark=True) as visit:
                browse(visit)
        browser.close()
    total = sum(file.stat().st_size for file in FOLDER.glob("*.webp"))
    console.print(f"{total / 1_000_000:.1f} MB in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

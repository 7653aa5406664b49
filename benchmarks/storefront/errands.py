"""What shoppers do in either shop, page by page, as their browsers would."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.storefront.browser import Browser, WentWrong

Goods = Mapping[str, Any]
Errand = Callable[[Browser, Goods, int], str]
WHERE = {"line1": "Markt 1", "postcode": "10115", "city": "Berlin", "country": "DE"}
POINTS = 500


def add_here(browser: Browser, goods: Goods, _nth: int) -> str:
    page = browser.post("/en/basket/add/", product_id=goods["product_id"], quantity=1)
    return page.path


def add_there(browser: Browser, goods: Goods, _nth: int) -> str:
    page = browser.post(f"/en/basket/add/{goods['product_id']}/", quantity=1)
    return page.path


def order_here(browser: Browser, goods: Goods, nth: int) -> str:
    """From the product's page to the thanks; return the order's number."""
    browser.get(goods["product"])
    add_here(browser, goods, nth)
    return _check_out(browser, nth)


def order_with_points(browser: Browser, goods: Goods, nth: int) -> str:
    """The same by a member, who types some points into the field in the basket."""
    browser.get(goods["product"])
    add_here(browser, goods, nth)
    browser.get("/en/basket/")
    browser.post("/en/points/use/", points=POINTS)
    number = _check_out(browser, nth)
    if f"{POINTS} points" not in browser.page.text:
        raise WentWrong(f"{number} used no points")
    return number


def _check_out(browser: Browser, nth: int) -> str:
    browser.get("/en/basket/")
    page = browser.get("/en/checkout/")
    page = browser.post(
        page.path,
        email=f"guest{nth}@example.com",
        delivery="standard",
        name="Ada Fischer",
        saved="new",
        **WHERE,
    )
    quote = _one(r'name="quote" value="([^"]+)"', page.text)
    decided = _one(r'name="decided" value="([^"]+)"', page.text)
    page = browser.post(
        "/en/checkout/place/", payment="bank-transfer", quote=quote, decided=decided
    )
    return _one(r"/thank-you/([^/]+)/", page.path)


def order_there(browser: Browser, goods: Goods, nth: int) -> str:
    browser.get(goods["product"])
    add_there(browser, goods, nth)
    browser.get("/en/basket/")
    page = browser.get("/en/checkout/")
    page = browser.post(
        page.path, username=f"guest{nth}@example.com", options="anonymous"
    )
    browser.post(page.path, first_name="Ada", last_name="Fischer", **_oscar(WHERE))
    page = browser.get("/en/checkout/preview/")
    page = browser.post(page.path, action="place_order")
    if not page.path.endswith("/thank-you/"):
        raise WentWrong(f"no order, but {page.path}")
    return _one(r"<strong>(\d+)</strong>|number[^\d]*(\d{5,})", page.text)


def _oscar(where: Mapping[str, str]) -> dict[str, str]:
    told = {"line4" if name == "city" else name: one for name, one in where.items()}
    return {name: one for name, one in told.items() if name != "country"}


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise WentWrong(f"{pattern} is not in {text[:200]}")
    return next(group for group in found.groups() if group)

"""Journeys: a real browser visits a real shop.

`page` (pytest-playwright) starts on `live_shop`: `page.goto("/en/")`. To look
behind the pages or to let time pass, `with live_shop.database(): ...` runs the
test's code in the shop's database.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import GROUND
from tests.journeys.browser import NoBrowser, launch_options
from tests.journeys.pages import DESKTOP, Shopper
from tests.servers.cluster import open_folder
from tests.servers.live import LiveShop

# Playwright keeps an event loop in this thread, which makes Django refuse to
# query from it although nothing here runs inside that loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def live_shop(django_db_blocker) -> Iterator[LiveShop]:
    """A running shop with the demo data, shared by all journeys of a worker."""
    with open_folder() as folder:
        shop = LiveShop(ground=GROUND, folder=folder, blocker=django_db_blocker)
        try:
            shop.start()
            yield shop
        finally:
            shop.stop()


@pytest.fixture(scope="session")
def base_url(live_shop: LiveShop) -> str:
    return live_shop.url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    try:
        return launch_options()
    except NoBrowser as missing:
        pytest.fail(str(missing))


@pytest.fixture
def shopper(page: Page) -> Iterator[Shopper]:
    """Fails the journey when a page breaks its own content-security policy."""
    broken: list[str] = []
    page.on(
        "console",
        lambda said: (
            broken.append(said.text)
            if said.type == "error" and "Security Policy" in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield Shopper(page)
    assert broken == []


@pytest.fixture
def shopper_without_script(browser: Browser, base_url: str) -> Iterator[Shopper]:
    context = browser.new_context(
        base_url=base_url, java_script_enabled=False, viewport=DESKTOP
    )
    yield Shopper(context.new_page(), has_script=False)
    context.close()

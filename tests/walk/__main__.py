"""Open every page of a shop of its own, in both languages: `make axe`, `make markup`.

Exit status: 0 when nothing is wrong with any, 1 otherwise. SHOP_URL, with DATA_DIR,
names a demo that runs to visit instead.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import sync_playwright
from rich.console import Console

from tests.journeys.browser import launch_options
from tests.servers import demo, seeded
from tests.servers.cluster import open_folder

LANGUAGES = ("en", "zh-hans")
console = Console(highlight=False, soft_wrap=True, markup=False)


def main() -> int:
    options = _options()
    with _shop() as shop, sync_playwright() as playwright:
        os.environ |= {
            "DATA_DIR": str(shop.folder),
            "SITE_URL": shop.url,
            "DJANGO_SETTINGS_MODULE": "shop.settings",
            "LOG_LEVEL": "WARNING",
            # Playwright keeps an event loop in this thread, in which nothing runs.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }
        django.setup()
        from tests.walk.walking import walk  # noqa: PLC0415  needs the settings

        browser = playwright.chromium.launch(**launch_options())
        wrong = walk(
            browser=browser,
            home=shop.url,
            languages=options.languages,
            only=options.only,
            checker=options.vnu,
            say=console.print,
        )
        browser.close()
    return 1 if wrong else 0


@contextmanager
def _shop() -> Iterator[demo.Demo]:
    """A demo on a copy of what one left behind that was started from nothing."""
    if "SHOP_URL" in os.environ:
        with demo.demo(say=console.print) as running:
            yield running
        return
    with open_folder() as folder:
        seeded.copy_to(folder)
        with demo.started(folder, say=lambda _line: None) as running:
            yield running


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--only", default="", help="what the page's name has in it")
    parser.add_argument("--vnu", type=Path, help="the jar: check the HTML instead")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())

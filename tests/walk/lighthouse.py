"""Ask Lighthouse what pages that search engines may show are worth: `make lighthouse`.

Each is opened as on a slow phone; a busy machine costs marks for performance. Exit
status: 0 when every page reaches what is asked of it, 1 otherwise. SHOP_URL names a
shop that runs to visit instead.
"""

import argparse
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import requests
from lxml import html
from rich.console import Console

from tests.journeys.browser import launch_options
from tests.servers import demo, seeded
from tests.servers.cluster import open_folder

# Hundredths of what Lighthouse gives at most.
ASKED = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
# The first of each on the home page; the home page itself is another.
KINDS = {
    "category": "//a[contains(@href, '/catalogue/category/')]/@href",
    "product": "//article//a[contains(@href, '/catalogue/')]/@href",
    "points": "//a[contains(@href, '/points/how-it-works/')]/@href",
}
OPTIONS = (
    "--quiet",
    "--output=json",
    "--output-path=stdout",
    "--chrome-flags=--headless --no-sandbox",
)
console = Console(highlight=False, soft_wrap=True, markup=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.walk.lighthouse")
    parser.add_argument("program", type=Path, help="where Lighthouse is installed")
    program = parser.parse_args().program
    if "SHOP_URL" in os.environ:
        return _look(os.environ["SHOP_URL"], program)
    with open_folder() as folder:
        seeded.copy_to(folder)
        with demo.started(folder, say=lambda _line: None) as shop:
            return _look(shop.url, program)


def _look(home: str, program: Path) -> int:
    falls_short = False
    for address in addresses(home):
        reached, lacking = worth(f"{home}{address}", program=program)
        marks = ", ".join(f"{part} {mark}" for part, mark in reached.items())
        console.print(f"{address}: {marks}")
        for line in lacking:
            console.print(f"    {line}")
        falls_short |= any(reached[part] < mark for part, mark in ASKED.items())
    return int(falls_short)


def addresses(home: str) -> Iterator[str]:
    """Ten pages that search engines may show, in both languages."""
    for language in ("en", "zh-hans"):
        yield f"/{language}/"
        yield f"/{language}/catalogue/"
        page = html.fromstring(requests.get(f"{home}/{language}/", timeout=30).content)
        yield from (page.xpath(found)[0] for found in KINDS.values())


def worth(url: str, *, program: Path) -> tuple[dict[str, int], list[str]]:
    """The page's marks by category, and what it lacks, in Lighthouse's words."""
    done = subprocess.run(
        [str(program), url, *OPTIONS],
        env={**os.environ, "CHROME_PATH": launch_options()["executable_path"]},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    audits = [
        told["audits"][audit["id"]]
        for name in ASKED
        for audit in told["categories"][name]["auditRefs"]
        if audit["weight"]
    ]
    return (
        {name: round(100 * told["categories"][name]["score"]) for name in ASKED},
        [
            f"{audit['title']} {audit.get('displayValue', '')}"
            for audit in audits
            if audit["score"] is not None and audit["score"] < 0.9
        ],
    )


if __name__ == "__main__":
    raise SystemExit(main())

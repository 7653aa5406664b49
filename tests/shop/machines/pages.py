"""A page as a machine reads it."""

import json
from typing import Any

from lxml import html


class Page:
    """The head of an answer."""

    def __init__(self, response: Any) -> None:
        assert response.status_code == 200, response
        self.head = html.fromstring(response.content).find("head")

    @property
    def title(self) -> str:
        return self.head.findtext("title")

    @property
    def canonical(self) -> str:
        (link,) = self.head.xpath('link[@rel="canonical"]')
        return link.get("href")

    @property
    def alternates(self) -> dict[str, str]:
        found = self.head.xpath('link[@rel="alternate"][@hreflang]')
        return {link.get("hreflang"): link.get("href") for link in found}

    @property
    def robots(self) -> str:
        return self.meta("robots")

    @property
    def description(self) -> str:
        return self.meta("description")

    def meta(self, name: str) -> str:
        """The one value of that name or property; empty if there is none."""
        found = self.head.xpath("meta[@name=$name or @property=$name]", name=name)
        assert len(found) <= 1, name
        return found[0].get("content") if found else ""

    @property
    def data(self) -> dict[str, Any]:
        """What is said in the words of schema.org, by its kind."""
        blocks = self.head.xpath('script[@type="application/ld+json"]')
        things = [json.loads(block.text) for block in blocks]
        return {thing["@type"]: thing for thing in things}

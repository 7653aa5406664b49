"""What axe finds on a page, and what is wider than its screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
HEIGHT = 900
# Colours that fade from one theme into the other are neither.
NOTHING_FADES = """
    () => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("*, ::before, ::after {"
            + "transition: none !important; animation: none !important }");
        document.adoptedStyleSheets = [sheet];
    }
"""
IN_THEME = """
    (theme) => new Promise((done) => {
        const look = () => matchMedia(`(prefers-color-scheme: ${theme})`).matches
            ? requestAnimationFrame(done) : requestAnimationFrame(look);
        look();
    })
"""
# What a page is made of is the same on every screen, but for what a narrow one hides
# or shows. How it looks is not: of these a theme and a width decide.
BY_LOOKS = [
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
]
# What stands out on the right, but for what scrolls by itself.
TOO_WIDE = """
    () => {
        const edge = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= edge) return [];
        const wide = [...document.querySelectorAll("body *")].filter((each) => {
            if (each.getBoundingClientRect().right <= edge + 1) return false;
            for (let up = each; up; up = up.parentElement)
                if (getComputedStyle(up).overflowX !== "visible") return false;
            return true;
        });
        const outer = wide.filter((each) => !wide.includes(each.parentElement));
        return [document.documentElement.scrollWidth, ...outer.slice(0, 3).map(
            (each) => `${each.tagName.toLowerCase()}.${each.className}`)];
    }
"""


@dataclass(frozen=True)
class Complaint:
    """Something wrong, and on which screen it was seen first."""

    rule: str
    where: str
    words: str
    screen: str

    def __str__(self) -> str:
        return f"{self.rule}  {self.where}  [{self.screen}]\n      {self.words}"


def complaints(page: Page) -> list[str]:
    """What axe finds on the page as it is, in both themes; then it may move again."""
    found = [
        f"{page.url} {each}"
        for theme in THEMES
        for each in _in(page, theme, screen=theme)
    ]
    page.evaluate("document.adoptedStyleSheets = []")
    return found


def look(page: Page, *, widths: Sequence[int]) -> list[Complaint]:
    """Look at a page on every screen, the widest first; a complaint is told once."""
    found: dict[tuple[str, str], Complaint] = {}
    widest, *_others, narrowest = widths
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for theme in THEMES:
            whole = theme == "light" and width in (widest, narrowest)
            seen = _in(page, theme, screen=f"{width} {theme}", whole=whole)
            for each in [*seen, *_too_wide(page, width)]:
                found.setdefault((each.rule, each.where), each)
    return list(found.values())


def _in(
    page: Page, theme: Theme, *, screen: str, whole: bool = True
) -> list[Complaint]:
    page.evaluate(NOTHING_FADES)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.evaluate(IN_THEME, theme)
    return [
        Complaint(
            rule=violation["id"],
            where=" ".join(map(str, node["target"])),
            words=f"{node['failureSummary']} {node['html'][:200]}".replace("\n", " "),
            screen=screen,
        )
        for violation in _axe(page, whole=whole)["violations"]
        for node in violation["nodes"]
    ]


def _axe(page: Page, *, whole: bool) -> dict[str, Any]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({} if whole else {"runOnly": BY_LOOKS})
    return page.evaluate("(options) => axe.run(document, options)", options)


def _too_wide(page: Page, width: int) -> list[Complaint]:
    reaches, *parts = page.evaluate(TOO_WIDE) or [0]
    if not reaches:
        return []
    where = ", ".join(parts) or "html"
    return [Complaint("too-wide", where, f"It reaches {reaches}.", f"{width}")]

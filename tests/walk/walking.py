"""From page to page, telling what is wrong with each."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Response

from tests.walk import markup
from tests.walk.looking import look
from tests.walk.stops import stops
from tests.walk.visiting import NotThere, Visits
from tests.walk.world import World
from tests.walk.wrong import WRONG

WIDTHS = (1440, 390, 320)
Opened = AbstractContextManager[tuple[Page, Response]]
Found = Mapping[str, Sequence[object]]


class Walk:
    """What was seen on the way, by the language and the name of the page."""

    def __init__(self, visits: Sequence[Visits], *, only: str):
        self._visits, self._only = visits, only
        self.seen = 0
        self.not_there: dict[str, list[object]] = {}

    def look(self, say: Callable[[str], None]) -> Found:
        """What axe complains of; each page is told as it is seen."""
        found = {}
        for name, page, _answer in self._pages():
            if seen := look(page, widths=WIDTHS):
                found[name] = seen
                tell(name, seen, say)
        return found

    def check(self, jar: Path, say: Callable[[str], None]) -> Found:
        """What is wrong with the HTML."""
        read = {name: answer.text() for name, _page, answer in self._pages()}
        found = markup.check(read, jar=jar)
        for name, seen in found.items():
            tell(name, seen, say)
        return found

    def _pages(self) -> Iterator[tuple[str, Page, Response]]:
        for visits in self._visits:
            for name, opened in _opened(visits, self._only):
                try:
                    with opened as (page, answer):
                        self.seen += 1
                        yield name, page, answer
                except (NotThere, Error) as error:
                    self.not_there[name] = [f"not there  {error}"]
            visits.close()


def walk(
    *,
    browser: Browser,
    home: str,
    languages: Sequence[str],
    only: str,
    checker: Path | None,
    say: Callable[[str], None],
) -> bool:
    """Whether anything was wrong. With a `checker` of HTML it is asked, without axe."""
    world = World(home)
    visits = [Visits(browser, world, home, language) for language in languages]
    path = Walk(visits, only=only)
    found = path.check(checker, say) if checker else path.look(say)
    for name, seen in path.not_there.items():
        tell(name, seen, say)
    wrong = {**found, **path.not_there}
    say(f"{path.seen} pages were seen; something is wrong with {len(wrong)}.")
    kinds = Counter(
        str(each).partition("  ")[0] for seen in wrong.values() for each in seen
    )
    for kind, times in kinds.most_common():
        say(f"{times:7} {kind}")
    return bool(wrong)


def tell(name: str, seen: Sequence[object], say: Callable[[str], None]) -> None:
    say(name)
    for each in seen:
        say(f"    {each}")


def _opened(visits: Visits, only: str) -> Iterator[tuple[str, Opened]]:
    for stop in stops():
        if only in str(stop):
            yield f"{visits.language}  {stop}", visits.at(stop)
    for what in WRONG:
        if only in what:
            yield f"{visits.language}  {what}", visits.where_wrong(what)

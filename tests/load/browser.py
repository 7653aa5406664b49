"""As much of a browser as a crowd needs: pages, links, forms, cookies, a clock.

Every answer is written down with the kind of its page and its time, redirects
included, each for itself.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html

LANGUAGE = re.compile(r"^/(en|zh-hans)/")
# What differs from page to page of one kind: keys, numbers, names.
NAMES = (
    (re.compile(r"^catalogue/category/.+$"), "catalogue/category/…"),
    (re.compile(r"^catalogue/[^…]+$"), "catalogue/…"),
    (re.compile(r"/cs_test_\w+"), "/…"),
    (re.compile(r"/[A-Z0-9-]{5,}(?=/|$)"), "/…"),
)
PATIENCE = 60
NO_ANSWER = 0


@dataclass(frozen=True)
class Answer:
    kind: str
    status: int
    seconds: float
    detail: str = ""


class Log:
    """Every answer that anybody got, what was refused, and what went wrong."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.answers: list[Answer] = []
        self.refusals: Counter[str] = Counter()
        self.broken: list[str] = []

    def write(self, answer: Answer) -> None:
        with self._lock:
            self.answers.append(answer)

    def refused(self, reason: str) -> None:
        with self._lock:
            self.refusals[reason] += 1

    def broke(self, promise: str) -> None:
        with self._lock:
            self.broken.append(promise)


@dataclass(frozen=True)
class Form:
    """A form as the page filled it; `choices` are the values of its radio buttons."""

    action: str
    method: str
    values: dict[str, str]
    choices: dict[str, list[str]]

    @property
    def is_asking(self) -> bool:
        return self.method == "GET"

    def but(self, **values: str) -> "Form":
        return replace(self, values=self.values | values)

    def to(self, action: str) -> "Form":
        """The form as a button with an address of its own sends it."""
        return replace(self, action=urljoin(self.action, action))


@dataclass(frozen=True)
class Page:
    url: str
    status: int
    text: str = ""
    _parsed: list[html.HtmlElement] = field(default_factory=list)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def tree(self) -> html.HtmlElement:
        if not self._parsed:
            self._parsed.append(html.fromstring(self.text or "<html></html>"))
        return self._parsed[0]

    def links(self, pattern: str) -> list[str]:
        """The addresses on the page that match, each once."""
        found = [str(link) for link in self.tree.xpath("//a/@href")]
        return sorted({link for link in found if re.search(pattern, link)})

    def forms(self, action: str) -> Iterator[Form]:
        """The forms sent to where `action` matches."""
        for form in self.tree.forms:
            target = form.get("action") or self.path
            if re.search(action, target):
                yield self._filled(form, urljoin(self.url, target))

    def form(self, action: str) -> Form | None:
        return next(self.forms(action), None)

    def _filled(self, form: html.FormElement, action: str) -> Form:
        values = dict(form.form_values())
        choices: dict[str, list[str]] = {}
        for radio in form.xpath(".//input[@type='radio']"):
            choices.setdefault(radio.get("name"), []).append(radio.get("value"))
        if key := form.get("id"):
            # What stands elsewhere on the page and belongs to the form.
            for one in self.tree.xpath("//input[@form=$key][@name]", key=key):
                values[one.get("name")] = one.get("value", "")
        return Form(action, form.get("method", "get").upper(), values, choices)


class Browser:
    """One visitor's. `home` is the address of the shop."""

    def __init__(self, *, home: str, language: str, log: Log):
        self.home = home
        self.language = language
        self.log = log
        self._session = requests.Session()
        # A connection that rests is closed by the server, which may cross a request;
        # so each is used once.
        self._session.headers["Connection"] = "close"

    def get(self, path: str) -> Page:
        """Open an address of the shop, or a path below the language."""
        here = f"{self.home}/{self.language}/"
        return self._follow(self._session, "GET", urljoin(here, path), {})

    def send(self, form: Form) -> Page:
        return self._follow(self._session, form.method, form.action, form.values)

    def send_twice(self, form: Form) -> tuple[Page, Page]:
        """Press a button twice: two requests at once with the same cookies."""
        sessions = [self._copy(), self._copy()]
        with ThreadPoolExecutor(2) as both:
            first, second = both.map(
                lambda session: self._follow(
                    session, form.method, form.action, form.values
                ),
                sessions,
            )
        for session in sessions:
            self._session.cookies.update(session.cookies)
        return first, second

    def _copy(self) -> requests.Session:
        copy = requests.Session()
        copy.headers.update(self._session.headers)
        copy.cookies.update(self._session.cookies)
        return copy

    def _follow(
        self, session: requests.Session, method: str, url: str, values: dict[str, str]
    ) -> Page:
        """Ask, and go where the answer leads, as far as browsers do."""
        for _hop in range(8):
            began = time.monotonic()
            # What browsers say of a form: from where it is sent.
            headers = {} if method == "GET" else {"Origin": self.home}
            sent = {"params" if method == "GET" else "data": values}
            try:
                answer = session.request(
                    method,
                    url,
                    headers=headers,
                    **sent,
                    timeout=PATIENCE,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                seconds = time.monotonic() - began
                kind = kind_of(method, url)
                self.log.write(Answer(kind, NO_ANSWER, seconds, repr(error)))
                return Page(url, NO_ANSWER)
            self._write(method, url, answer, time.monotonic() - began)
            session.close()
            if not answer.is_redirect:
                break
            # Everything here answers a sent form with "see other", or as good as.
            method, values = "GET", {}
            url = urljoin(url, answer.headers["Location"])
        is_page = "html" in answer.headers.get("Content-Type", "")
        return Page(url, answer.status_code, answer.text if is_page else "")

    def _write(
        self, method: str, url: str, answer: requests.Response, seconds: float
    ) -> None:
        detail = "" if answer.status_code < 400 else urlsplit(url).path
        self.log.write(
            Answer(kind_of(method, url), answer.status_code, seconds, detail)
        )


def kind_of(method: str, url: str) -> str:
    """Name the page at `url` without what is particular to it."""
    path = urlsplit(url).path
    if not LANGUAGE.match(path):
        path = f"(payment service){path}"
    name = LANGUAGE.sub("", path)
    for pattern, replacement in NAMES:
        name = pattern.sub(replacement, name)
    return f"{method} {name or 'home'}"

"""Somebody's browser: it keeps cookies and connections, follows where it is sent."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from benchmarks.pages.webs import HOST

REDIRECTS = (301, 302, 303)


class WentWrong(Exception):
    """A page was not what a shopper needs to go on."""


@dataclass(frozen=True)
class Page:
    path: str
    text: str


class Browser:
    def __init__(self, port: int, cookies: Mapping[str, str] | None = None):
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.cookies = dict(cookies or {})
        self.page = Page("/", "")

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def post(self, path: str, **fields: object) -> Page:
        """Send a form, with the token that the shop gave, if it did."""
        if token := self.cookies.get("csrftoken"):
            fields["csrfmiddlewaretoken"] = token
        return self._ask("POST", path, urlencode(fields))

    def close(self) -> None:
        self.connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> Page:
        for _hop in range(10):
            status, location, text = self._once(method, path, body)
            if status not in REDIRECTS:
                break
            path, method, body = urljoin(path, location), "GET", None
        if status != http.HTTPStatus.OK:
            raise WentWrong(f"{method} {path}: {status}")
        self.page = Page(path, text)
        return self.page

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items()),
            "Sec-Fetch-Site": "same-origin",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for told in answer.headers.get_all("Set-Cookie", []):
            self._keep(SimpleCookie(told))
        where = urlsplit(answer.headers.get("Location", ""))
        return answer.status, where._replace(scheme="", netloc="").geturl(), text

    def _keep(self, told: SimpleCookie) -> None:
        for name, morsel in told.items():
            if morsel["max-age"] == "0" or morsel["max-age"] == 0:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value

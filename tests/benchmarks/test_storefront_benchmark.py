"""The benchmark of the storefront: what it rests on. Rates decide nothing here."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.storefront import measuring
from benchmarks.storefront.browser import Browser, WentWrong


class Shop(BaseHTTPRequestHandler):
    """A basket that is filled by a form with a token, and leads to its page."""

    def do_GET(self):
        told = self.headers["Cookie"]
        self._answer(404 if self.path == "/gone" else 200, told.encode())

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.sent.append(sent)
        self._answer(302, b"", Location="/basket", **{"Set-Cookie": "basket=7; Path=/"})

    def _answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told):
        pass


@pytest.fixture
def shop():
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        server.sent = []
        threading.Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


def test_a_browser_sends_its_token_keeps_cookies_and_goes_where_it_is_led(shop):
    browser = Browser(shop.server_port, {"csrftoken": "secret"})

    page = browser.post("/add", quantity=1)

    assert shop.sent == [b"quantity=1&csrfmiddlewaretoken=secret"]
    assert page.path == "/basket"
    assert page.text == "csrftoken=secret; basket=7"
    with pytest.raises(WentWrong, match="/gone: 404"):
        browser.get("/gone")
    browser.close()


def test_sides_take_turns():
    asked = []

    def side(name):
        return lambda: asked.append(name) or len(asked)

    ours, theirs = measuring.in_turns([side("ours"), side("theirs")], rounds=2)

    assert asked == ["ours", "theirs"] * 2
    assert [*ours.values, *theirs.values] == [1, 3, 2, 4]


@pytest.mark.parametrize(("stand", "thanked"), [(2, ["A", "A"]), (1, ["A", "B"])])
def test_orders_that_do_not_stand_have_no_figures(stand, thanked):
    class Store:
        module = "store"

        def orders(self):
            return 5 + stand

    measuring.check(Store(), before=5, numbers=["A", "B"][:stand])
    with pytest.raises(measuring.NotTheSame):
        measuring.check(Store(), before=5, numbers=thanked)

"""The simulator as an HTTP server on this machine."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shop.embedded.simulator import till
from shop.embedded.simulator.api import PREFIX, Api, Asked
from shop.embedded.simulator.control import Control
from shop.embedded.simulator.faults import Faults
from shop.embedded.simulator.news import News
from shop.embedded.simulator.refusals import Refusal
from shop.embedded.simulator.store import Store

MOST_BYTES = 1_000_000


class Handler(BaseHTTPRequestHandler):
    """One request to `simulator`."""

    protocol_version = "HTTP/1.1"
    # Head and body leave together.
    wbufsize = 64 * 1024
    simulator: "Simulator"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, *_said: Any) -> None:
        """Say nothing: the shop's own log says what it asked."""

    def _answer(self, method: str) -> None:
        body = self.rfile.read(min(self._length(), MOST_BYTES))
        address = urlsplit(self.path)
        try:
            if address.path.startswith(PREFIX):
                self._answer_api(method, address.path, address.query, body)
            elif address.path.startswith("/pay/"):
                self._answer_page(method, address.path, body)
            elif address.path.startswith("/control/"):
                self._answer_control(method, address.path, body)
            else:
                self._send(404, b"", "text/plain")
        except Refusal as refusal:
            self._send_json(refusal.status, refusal.body())
        except ValueError as error:
            problem = Refusal(f"Not understood: {error}")
            self._send_json(problem.status, problem.body())

    def _answer_api(self, method: str, path: str, query: str, body: bytes) -> None:
        params = dict(parse_qsl(body.decode() if method == "POST" else query))
        asked = Asked(
            method=method,
            path=path,
            params=params,
            authorization=self.headers.get("Authorization", ""),
            idempotency_key=self.headers.get("Idempotency-Key", ""),
        )
        faults = self.simulator.faults
        if slow := faults.take("slow", path=path):
            time.sleep(slow.seconds)
        if self.simulator.is_stopped:
            self.close_connection = True
            return
        if faults.take("error", path=path):
            self._send_json(500, {"error": {"type": "api_error"}})
            return
        answer = self.simulator.api.answer(asked, own_address=self.simulator.url)
        if faults.take("not-json", path=path):
            self._send(200, b"<html>Bad gateway</html>", "text/html")
            return
        self._send_json(answer.status, answer.body, answer.headers)

    def _answer_page(self, method: str, path: str, body: bytes) -> None:
        session_id = path.removeprefix("/pay/")
        sessions = self.simulator.api.sessions
        if method == "GET":
            shown = till.show(sessions, session_id)
        else:
            form = dict(parse_qsl(body.decode()))
            shown = till.press(sessions, session_id, form)
        headers = {"Location": shown.location} if shown.location else {}
        self._send(shown.status, shown.html.encode(), "text/html", headers)

    def _answer_control(self, method: str, path: str, body: bytes) -> None:
        self.simulator.api.authorize(self.headers.get("Authorization", ""))
        if method != "POST":
            self._send(405, b"", "text/plain")
            return
        told = json.loads(body or b"{}")
        self._send_json(200, self.simulator.control.do(path, told))

    def _length(self) -> int:
        length = self.headers.get("Content-Length", "0")
        return int(length) if length.isdecimal() else 0

    def _send_json(
        self, status: int, body: Any, headers: dict[str, str] | None = None
    ) -> None:
        content = json.dumps(body).encode()
        self._send(status, content, "application/json", headers)

    def _send(
        self,
        status: int,
        content: bytes,
        kind: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A shop that has stopped waiting for an answer is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Simulator:
    """One payment service; `news_to` is the shop's webhook, if it has one."""

    def __init__(
        self,
        *,
        secret_key: str,
        webhook_secret: str,
        news_to: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        state: str = ":memory:",
    ):
        self.faults = Faults()
        self.store = Store(state)
        self.news = News(address=news_to, secret=webhook_secret, faults=self.faults)
        self.api = Api(
            store=self.store, news=self.news, faults=self.faults, secret_key=secret_key
        )
        self.control = Control(self.api, self.faults, self.news)
        handler = type("HandlerOfThis", (Handler,), {"simulator": self})
        self._server = Server((host, port), handler)
        self.is_stopped = False
        self.url = f"http://{host}:{self._server.server_address[1]}"

    def serve(self) -> None:
        """Answer until `stop` is called."""
        self._server.serve_forever(poll_interval=0.05)

    def start(self) -> None:
        """Answer in a thread of its own."""
        threading.Thread(target=self.serve, daemon=True).start()

    def stop(self) -> None:
        self.is_stopped = True
        self._server.shutdown()
        self._server.server_close()
        self.store.close()

"""A mail server that takes everything and remembers what it took."""

import socketserver
import threading
from email import message_from_bytes


class Mailbox:
    def __init__(self) -> None:
        self.message_ids: list[str] = []
        handler = type("HandlerOfThis", (_Handler,), {"mailbox": self})
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.address = ("127.0.0.1", self._server.server_address[1])
        threading.Thread(
            target=self._server.serve_forever, args=[0.05], daemon=True
        ).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs that sends plainly."""

    mailbox: Mailbox

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            match line.split(maxsplit=1)[0].upper():
                case b"DATA":
                    self._say("354 go on")
                    self._take()
                    self._say("250 taken")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 well")

    def _take(self) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        message = message_from_bytes(b"".join(lines))
        self.mailbox.message_ids.append(message["Message-ID"])

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

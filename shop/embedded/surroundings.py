"""What the demo is told by its environment, and whether it can run there."""

import fcntl
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shop.embedded.fingerprints import ROOT

WILDCARDS = ("0.0.0.0", "::")  # noqa: S104  compared with, not bound to


class Refused(Exception):
    """The demo cannot run here; the message says what to do about it."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    host: str
    port: int
    data_dir: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Surroundings":
        """Raises Refused when PORT is no port."""
        port = environment.get("PORT") or "8000"
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise Refused(f"PORT must be a number from 1 to 65535, not {port!r}.")
        return cls(
            host=environment.get("HOST") or "127.0.0.1",
            port=int(port),
            data_dir=Path(environment.get("DATA_DIR") or ROOT / ".data").resolve(),
        )

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the shop's processes are told, except where their servers are."""
        hosts = ["localhost", "127.0.0.1", "[::1]", self.host, socket.gethostname()]
        if self.host in WILDCARDS:
            # Any of the machine's names and addresses may be asked for.
            hosts = ["*"]
        return {
            "ALLOWED_HOSTS": ",".join(hosts),
            **os.environ,
            "DATA_DIR": str(self.data_dir),
            "SITE_URL": self.address,
            "SERVE_MEDIA": "1",
            "DEMO": "1",
        }

    def refuse_taken_port(self) -> None:
        """Raises Refused when the shop could not listen on its port."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((self.host, self.port))
                # Two may bind, only one may listen.
                listener.listen()
            except OSError as error:
                raise Refused(
                    f"Cannot listen on {self.host}, port {self.port}"
                    f" ({error.strerror}): choose another, PORT=8001 make demo."
                ) from error

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Keep the data folder for this process alone.

        Raises Refused when another demo runs on it.
        """
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            claim = (self.data_dir / "claim").open("w")
        except OSError as error:
            raise Refused(
                f"Cannot write to {self.data_dir} ({error.strerror})."
            ) from error
        with claim:
            try:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Refused(
                    f"Another demo runs on {self.data_dir}:"
                    " choose another folder, DATA_DIR=.data2 make demo."
                ) from error
            yield

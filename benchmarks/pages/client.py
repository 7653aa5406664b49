"""Asks as fast as answers come, on connections that stay, and costs little itself.

    python -m benchmarks.pages.client HOST PORT PATH SECONDS CONNECTIONS NAME=VALUE …

Prints how many answers came and how many of them were not 200.
"""

import json
import selectors
import socket
import sys
import time

END = b"\r\n\r\n"
LENGTH = b"content-length:"


def ask(
    *,
    host: str,
    port: int,
    path: str,
    seconds: float,
    connections: int,
    headers: dict[str, str],
) -> dict[str, float]:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    request = "\r\n".join([*lines, "", ""]).encode()
    answers = refused = 0
    with selectors.DefaultSelector() as ready:
        for _number in range(connections):
            one = socket.create_connection((host, port))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(one, selectors.EVENT_READ)
            one.sendall(request)
        began = time.monotonic()
        while (now := time.monotonic()) - began < seconds or not answers:
            for key, _events in ready.select(timeout=seconds):
                status = _read(key.fileobj)  # type: ignore[arg-type]  # sockets
                answers += 1
                refused += status != b"200"
                key.fileobj.sendall(request)  # type: ignore[union-attr]
        for key in list(ready.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    return {"rate": answers / (now - began), "answers": answers, "refused": refused}


def _read(connection: socket.socket) -> bytes:
    """Read one whole answer; return its status."""
    data = connection.recv(65536)
    while END not in data:
        data += _more(connection)
    head, _end, body = data.partition(END)
    place = head.lower().find(LENGTH)
    length = int(head[place + len(LENGTH) :].split(b"\r\n", 1)[0])
    left = length - len(body)
    while left > 0:
        left -= len(_more(connection))
    return head[9:12]


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("The server hung up in the middle of an answer.")
    return data


def main() -> None:
    host, port, path, seconds, connections, *headers = sys.argv[1:]
    found = ask(
        host=host,
        port=int(port),
        path=path,
        seconds=float(seconds),
        connections=int(connections),
        headers=dict(one.split("=", 1) for one in headers),
    )
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

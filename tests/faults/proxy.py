"""A wire between a program and its server that can be cut, slowed, or held.

Nothing is pretended: the bytes of real connections pass through here, or do not.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

CHUNK = 64 * 1024
PATIENCE = 20


class Trap:
    """Waits for a moment on the wire: `then`, sent on a connection after `first`.

    What the program says then is held (`is_late` is False) or heard, and its answer
    is held, until the trap is opened.
    """

    def __init__(self, first: bytes, then: bytes, *, is_late: bool):
        self.first = first
        self.then = then
        self.is_late = is_late
        self._sprung = threading.Event()
        self._armed: object = None

    def hears(self, connection: object, said: bytes) -> bool:
        """Whether this is the moment; there is one at most."""
        if self._sprung.is_set():
            return False
        rest = said
        if self._armed is None and self.first in said:
            self._armed = connection
            rest = said.partition(self.first)[2]
        return self._armed is connection and self.then in rest

    def spring(self) -> None:
        self._sprung.set()

    def wait(self) -> None:
        """Return once something is held; fails when the moment does not come."""
        assert self._sprung.wait(PATIENCE), f"{self.first!r} was never said"


class Proxy:
    """Listens on a port of its own; leads to `target`, which may move."""

    def __init__(self, target: Callable[[], tuple[str, int]]):
        self._target = target
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._trap: Trap | None = None
        self._pause = 0.0
        self.port = 0
        self.up()

    def up(self) -> None:
        """Let connections be made, at the same port as before."""
        self._run(self._listen())

    def down(self) -> None:
        """Refuse connections, and cut those that there are."""
        self._run(self._refuse())

    def cut(self) -> None:
        """Cut every connection that there is; new ones can be made."""
        self._run(self._cut())

    def close(self) -> None:
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @contextmanager
    def slowed(self, *, seconds: float) -> Iterator[None]:
        """Let every question take longer."""
        self._pause = seconds
        try:
            yield
        finally:
            self._pause = 0

    @contextmanager
    def trap(self, first: str, then: str, *, is_late: bool = False) -> Iterator[Trap]:
        """Hold what is said at a moment; what is still held at the end is cut."""
        self._trap = Trap(first.encode(), then.encode(), is_late=is_late)
        try:
            yield self._trap
        finally:
            self._trap = None
            self.cut()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._connect, "127.0.0.1", self.port, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            upstream = await asyncio.open_connection(*self._target())
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, upstream[1]}
        self._writers |= ends
        connection = object()
        held = asyncio.Event()
        pumps = (
            self._ask(connection, held, reader, upstream[1]),
            self._answer(held, upstream[0], writer),
        )
        running = [asyncio.ensure_future(pump) for pump in pumps]
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for end in ends:
            end.transport.abort()
        self._writers -= ends

    async def _ask(
        self,
        connection: object,
        held: asyncio.Event,
        reader: asyncio.StreamReader,
        server: asyncio.StreamWriter,
    ) -> None:
        while said := await reader.read(CHUNK):
            if self._pause:
                await asyncio.sleep(self._pause)
            trap = self._trap
            if trap and trap.hears(connection, said):
                held.set()
                if not trap.is_late:
                    trap.spring()
                    # Whoever hangs up meanwhile is heard to.
                    await reader.read(CHUNK)
                    return
            server.write(said)
            await server.drain()

    async def _answer(
        self,
        held: asyncio.Event,
        reader: asyncio.StreamReader,
        client: asyncio.StreamWriter,
    ) -> None:
        while said := await reader.read(CHUNK):
            if held.is_set():
                # It is done, and nobody learns of it.
                if self._trap:
                    self._trap.spring()
                continue
            client.write(said)
            await client.drain()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

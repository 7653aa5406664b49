"""Child processes that never outlive the process which started them."""

import ctypes
import os
import pwd
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Below those that Linux gives to whoever connects somewhere.
PORTS = (15_000, 32_000)
TRIES = 100


class DidNotStart(Exception):
    """A server ended, or did not answer, while it was being started."""


def start(
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, its output added to `log`.

    Without a log it writes where the caller writes. On Linux the kernel sends
    `stop_signal` to it when the calling process dies, even by SIGKILL. `user` is
    for root, who gives the child to another user.
    """
    with ExitStack() as stack:
        output = None if log is None else stack.enter_context(log.open("ab"))
        return subprocess.Popen(  # noqa: S603  the commands are this package's own
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            env=env,
            cwd=cwd,
            user=user,
            group=primary_group(user),
            extra_groups=None if user is None else [],
            process_group=0,
            preexec_fn=_dies_with_parent(stop_signal),  # noqa: PLW1509  no threads yet
        )


def stop(
    *processes: subprocess.Popen[bytes],
    stop_signal: signal.Signals = signal.SIGTERM,
    patience: float = 15,
) -> None:
    """Stop `processes` together with their groups; kill what does not listen."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(stop_signal)
    deadline = time.monotonic() + patience
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
        _kill_group(process.pid)
        process.wait()


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port nobody listens on; someone may still take it first.

    It is none of those that connections to elsewhere are given of themselves: one of
    those would be gone by the time that a program has started.
    """
    for _try in range(TRIES):
        port = random.randrange(*PORTS)  # noqa: S311  no secret
        with socket.socket() as listener, suppress(OSError):
            listener.bind((host, port))
            return port
    raise DidNotStart(f"No port is free on {host}.")


def primary_group(user: str | None) -> int | None:
    """Return the group a child of root gets along with `user`."""
    if user is None:
        return None
    return pwd.getpwnam(user).pw_gid


def tail(log: Path | None, *, lines: int = 8) -> str:
    """Return the end of a log as it is added to a message."""
    if log is None or not log.exists():
        return "."
    end = log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([f": the end of {log}", *end])


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _dies_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))

"""Child processes that never outlive the process which started them."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


class DidNotStart(Exception):
    """A server ended, or did not answer, while it was being started."""


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    stop_signal: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, its output added to `log`.

    On Linux the kernel sends `stop_signal` to it when the calling process dies,
    even by SIGKILL. `user` is for root, who gives the child to another user.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603  the commands are this package's own
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            user=user,
            group=primary_group(user),
            extra_groups=None if user is None else [],
            process_group=0,
            preexec_fn=_dies_with_parent(stop_signal),  # noqa: PLW1509  no threads yet
        )


def stop(
    process: subprocess.Popen[bytes],
    *,
    stop_signal: signal.Signals = signal.SIGTERM,
    patience: float = 15,
) -> None:
    """Stop `process` and its whole group; kill what does not listen."""
    if process.poll() is None:
        process.send_signal(stop_signal)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    _kill_group(process.pid)
    process.wait()


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port nobody listens on; someone may still take it first."""
    with socket.socket() as listener:
        listener.bind((host, 0))
        port: int = listener.getsockname()[1]
        return port


def primary_group(user: str | None) -> int | None:
    """Return the group a child of root gets along with `user`."""
    if user is None:
        return None
    return pwd.getpwnam(user).pw_gid


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

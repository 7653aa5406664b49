"""The secret key of an installation that was given none."""

import os
import secrets
from pathlib import Path


def local_secret(data_dir: Path) -> str:
    """Return the key kept in `data_dir`, made on first use, readable by its owner."""
    path = data_dir / "secret-key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()

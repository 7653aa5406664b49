"""Put a migrated database on hash partitions."""

import os
import subprocess
import sys

import psycopg

from shop.embedded.fingerprints import ROOT

SCRIPT = ROOT / "docs" / "examples" / "partitions.sql"


def divide(url: str) -> None:
    """Do to the ledger what docs/growing.md says; `url` is the owner's."""
    with psycopg.connect(url) as connection:
        connection.execute(SCRIPT.read_text())
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "--skip-checks", "-v0"],
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )

"""Short names for the state of source files, to skip work already done."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What is made of the sources when it is needed.
MADE = (".mo", ".pyc")
LOCK = ROOT / "requirements" / "runtime.lock"


def of_database() -> str:
    """Change whenever a freshly migrated database could differ."""
    return _of(
        LOCK,
        *ROOT.glob("loyalty/**/*.sql"),
        *ROOT.glob("shop/**/*.sql"),
        *ROOT.glob("loyalty/migrations/*.py"),
        *ROOT.glob("shop/**/migrations/*.py"),
        *ROOT.glob("shop/oscar_migrations/**/*.py"),
        # Write into the database after every migration.
        ROOT / "loyalty" / "ledger" / "install.py",
        ROOT / "shop" / "operations" / "rights.py",
        ROOT / "shop" / "storefront" / "install.py",
        ROOT / "shop" / "identity" / "roles.py",
    )


def of_static_files() -> str:
    """Change whenever the collected static files could differ."""
    return _of(LOCK, *ROOT.glob("shop/**/static/**/*"))


def of_shop() -> str:
    """Change whenever the shop could be another one in any way."""
    sources = (*ROOT.glob("loyalty/**/*"), *ROOT.glob("shop/**/*"))
    return _of(LOCK, *(path for path in sources if path.suffix not in MADE))


def of_demo_pictures() -> str:
    """Change whenever the pictures of the demo's wares could differ."""
    return _of(
        LOCK,
        *ROOT.glob("shop/demo/*.py"),
        *ROOT.glob("shop/demo/catalogue/**/*"),
        *ROOT.glob("shop/demo/pictures/**/*"),
        *ROOT.glob("shop/pictures/*.py"),
        *(ROOT / "shop" / "settings").glob("*.py"),
    )


def _of(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(paths: Iterable[Path]) -> list[Path]:
    return sorted({path for path in paths if path.is_file()})

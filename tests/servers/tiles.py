"""Tests are rolled back: what waits for a commit elsewhere is done at once in them."""

import re

from shop.embedded.fingerprints import ROOT

_FILE = ROOT / "shop" / "storefront" / "tiles.sql"
_DEFERRED = "DEFERRABLE INITIALLY DEFERRED"
_TRIGGER = re.compile(r"CREATE CONSTRAINT TRIGGER tiles_kept .*?;", re.DOTALL)


def _kept(how: str) -> str:
    [trigger] = _TRIGGER.findall(_FILE.read_text())
    assert _DEFERRED in trigger
    return (
        "DROP TRIGGER tiles_kept ON storefront_touched;"
        f"{trigger.replace(_DEFERRED, how)}"
    )


AT_ONCE = _kept("DEFERRABLE INITIALLY IMMEDIATE")
AT_COMMIT = _kept(_DEFERRED)

"""How long points last is asked in one place, whatever gives them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What keeps the number, makes a value of it, reckons with it, and says it.
MAY = {
    "loyalty/models/rule.py",
    "loyalty/terms/validity.py",
    "loyalty/terms/laws.py",
    "shop/rewards/lasting.py",
}


def test_nobody_else_reckons_with_the_months():
    """Points given by the months alone would last as no version of the rules says."""
    found = {
        str(path.relative_to(ROOT))
        for folder in ("loyalty", "shop")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\.expiry_months\b", path.read_text())
    }

    assert found == MAY & found, "loyalty.adjustment.expires_like_earned says it"

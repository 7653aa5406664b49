"""Who can sign in to the demo; the README lists them all."""

DOMAIN = "demo.example"
# No secret: the demo refuses to be seeded where it would have to be one.
PASSWORD = "morning-market"  # noqa: S105
SHOPPER = f"mei@{DOMAIN}"
NEWCOMER = f"noah@{DOMAIN}"

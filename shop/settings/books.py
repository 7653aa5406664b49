"""What proves the books."""

from shop.settings.environment import DATA_DIR, env

# The Ed25519 key, a path or PEM, that digests of the ledger are signed with.
LEDGER_SIGNING_KEY = env.str("LEDGER_SIGNING_KEY", default="")
if not LEDGER_SIGNING_KEY and (DATA_DIR / "signing-key.pem").exists():
    LEDGER_SIGNING_KEY = str(DATA_DIR / "signing-key.pem")  # the demo's own

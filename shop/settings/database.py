"""Where everything is kept."""

import environ

from shop.settings.environment import DATA_DIR, env

# Seconds that a page waits for a row somebody else is changing: whoever waits longer
# takes a thread from all others, and is told to come again in a moment.
WEB_LOCK_TIMEOUT = env.int("WEB_LOCK_TIMEOUT", default=5)
# Seconds after which PostgreSQL cuts a statement off, by what the process is; 0 for
# never. Nobody waits longer for a page, and one bad page must not take the database
# from all others. A command may take its time: it is watched by whoever started it.
STATEMENT_TIMEOUTS = {
    "web": env.int("WEB_STATEMENT_TIMEOUT", default=10),
    "worker": env.int("WORKER_STATEMENT_TIMEOUT", default=600),
}
# "web" (shop/wsgi.py says so), "worker" or "beat"; without it, it is a command.
SHOP_PROCESS = env.str("SHOP_PROCESS", default="")
# Only backing up and restoring ask for it: what answers requests does not know it.
if not SHOP_PROCESS:
    environ.Env.read_env(DATA_DIR / "owner.env")
DATABASE_OWNER_URL = "" if SHOP_PROCESS else env.str("DATABASE_OWNER_URL", default="")
# The application's role may not rewrite the ledger; `migrate` runs with
# DATABASE_OWNER_URL in its place (docs/architecture.md, "Database roles").
DATABASES = {
    "default": {
        **env.db(
            "DATABASE_URL", default="postgres://fairpoints_app@127.0.0.1/fairpoints"
        ),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        # Only the ledger's cursors prepare what they ask (loyalty/ledger).
        "OPTIONS": {
            "connect_timeout": 5,
            "prepare_threshold": 0,
            "options": (
                f"-c statement_timeout={STATEMENT_TIMEOUTS.get(SHOP_PROCESS, 0)}s"
                f" -c lock_timeout={WEB_LOCK_TIMEOUT if SHOP_PROCESS == 'web' else 0}s"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

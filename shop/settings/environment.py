"""Where this shop runs, and what it was given to run with."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
# A running `make demo` leaves its servers' addresses here for other commands.
environ.Env.read_env(DATA_DIR / "servers.env")

DEBUG = env.bool("DEBUG", default=False)
# Every page then says that nothing is really sold here.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    from shop.secret import local_secret

    SECRET_KEY = local_secret(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
SITE_ID = 1
HTTPS = SITE_URL.startswith("https://")

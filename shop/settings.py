"""All settings, from the environment where they differ between installations."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from oscar import INSTALLED_APPS as OSCAR_APPS
from oscar.defaults import *  # noqa: F403  Oscar's documented way to take its defaults

from shop import logs
from shop.typed.clients import networks

BASE_DIR = Path(__file__).resolve().parent.parent
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

# -- Applications ---------------------------------------------------------------

# Every Oscar application whose models or classes this shop changes. A test holds
# this list against the folders in shop/forks/.
OSCAR_FORKS = {
    "oscar.apps.basket.apps.BasketConfig": "shop.forks.basket.apps.BasketConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig": (
        "shop.forks.catalogue.apps.CatalogueConfig"
    ),
    "oscar.apps.dashboard.apps.DashboardConfig": (
        "shop.forks.dashboard.apps.DashboardConfig"
    ),
    "oscar.apps.offer.apps.OfferConfig": "shop.forks.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig": "shop.forks.order.apps.OrderConfig",
    "oscar.apps.partner.apps.PartnerConfig": "shop.forks.partner.apps.PartnerConfig",
}

INSTALLED_APPS = [
    "modeltranslation",
    "shop.users",
    "shop.identity",
    "loyalty",
    "shop.audit",
    "shop.happenings",
    "shop.outbox",
    "shop.operations",
    "shop.tax",
    "shop.delivery",
    "shop.payments",
    "shop.documents",
    "shop.inventory",
    "shop.orders",
    "shop.returns",
    "shop.rewards",
    "shop.backups",
    "shop.books",
    "shop.search",
    "shop.components",
    "shop.pictures",
    "shop.storefront",
    "shop.account",
    "shop.staff",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "csp",
    "easy_thumbnails",
    *(OSCAR_FORKS.get(app, app) for app in OSCAR_APPS),
]
INSTALLED_APPS[INSTALLED_APPS.index("django.contrib.staticfiles")] = (
    "shop.staticfiles.StaticFilesConfig"
)
# The demo's wares and people are not in the image (.dockerignore).
if DEMO:
    INSTALLED_APPS.append("shop.demo")
# Without autodiscovery: Oscar's admin pages would let staff edit orders and set
# other people's passwords (S15, S16). shop/urls.py says what the admin shows.
INSTALLED_APPS[INSTALLED_APPS.index("django.contrib.admin")] = (
    "django.contrib.admin.apps.SimpleAdminConfig"
)

# The tables of Oscar's unforked applications are made by migrations of our own:
# Oscar's depend on the history of the forked ones (docs/adr/0004-*.md).
MIGRATION_MODULES = {
    label: f"shop.oscar_migrations.{label}"
    for label in (
        "address",
        "analytics",
        "communication",
        "customer",
        "payment",
        "reviews",
        "shipping",
        "voucher",
        "wishlists",
    )
}

MIDDLEWARE = [
    "shop.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "shop.account.language.RememberLanguage",
    "shop.storefront.errors.ExplainRefusedMethod",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "shop" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "oscar.core.context_processors.metadata",
            ],
        },
    }
]

# Forms are drawn with the shop's own components wherever they appear.
FORM_RENDERER = "shop.components.forms.ShopRenderer"

# -- Database -------------------------------------------------------------------

# The application's role may not rewrite the ledger; `migrate` runs with
# DATABASE_OWNER_URL in its place (docs/architecture.md, "Database roles").
# Seconds after which PostgreSQL cuts a statement off, by what the process is; 0 for
# never. Nobody waits longer for a page, and one bad page must not take the database
# from all others. A command may take its time: it is watched by whoever started it.
STATEMENT_TIMEOUTS = {
    "web": env.int("WEB_STATEMENT_TIMEOUT", default=10),
    "worker": env.int("WORKER_STATEMENT_TIMEOUT", default=600),
}
# Only backing up and restoring ask for it.
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
# "web" (shop/wsgi.py says so) or "worker"; anything else is a command.
SHOP_PROCESS = env.str("SHOP_PROCESS", default="")
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
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- People ---------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "customer:login"
LOGIN_REDIRECT_URL = "customer:summary"
LOGOUT_REDIRECT_URL = "home"

# -- Languages and time ---------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "shop" / "locale", BASE_DIR / "loyalty" / "locale"]
FORMAT_MODULE_PATH = "shop.formats"
USE_I18N = True
USE_TZ = True
# The shop's and the programme's days begin and end here.
TIME_ZONE = env.str("SHOP_TIME_ZONE", default="Europe/Berlin")

# Where most parcels go: the country that address forms begin with, and whose VAT is
# charged wherever the shop is not registered (docs/howto-vat.md).
SHOP_COUNTRY = env.str("SHOP_COUNTRY", default="DE")

# A phone number is kept with its extension, which the library's default leaves out.
PHONENUMBER_DB_FORMAT = PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

# -- Files ----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "shop" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "shop.staticfiles.JoinedFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
# The demo has no web server in front that would serve uploaded pictures.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE",
            default="whitenoise.storage.CompressedManifestStaticFilesStorage",
        )
    },
}

# What pages show of a picture (shop/pictures); widths in pixels, never enlarged.
THUMBNAIL_ALIASES = {
    "": {
        "thumb": {"size": (160, 0), "quality": 80},
        "card": {"size": (400, 0), "quality": 80},
        "card-wide": {"size": (800, 0), "quality": 78},
        "large": {"size": (1200, 0), "quality": 80},
    }
}
THUMBNAIL_NAMER = "shop.pictures.naming.rendition"
THUMBNAIL_EXTENSION = THUMBNAIL_TRANSPARENCY_EXTENSION = "webp"

# -- Work that leaves the request -----------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A publisher must not wait for a dead broker: the outbox sweep does the work.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "shop.operations.tasks.beat_heart", "schedule": 5.0},
    "happenings": {"task": "shop.happenings.tasks.hear_due", "schedule": 10.0},
    "outbox": {"task": "shop.outbox.tasks.send_due", "schedule": 15.0},
    "unpaid orders": {"task": "shop.orders.tasks.lapse_unpaid", "schedule": 60.0},
    "uncollected orders": {
        "task": "shop.orders.tasks.remind_uncollected",
        "schedule": 600.0,
    },
    "payment pages": {"task": "shop.orders.tasks.close_overdue", "schedule": 60.0},
    "payment news": {"task": "shop.orders.tasks.take_news", "schedule": 30.0},
    "open payments": {"task": "shop.orders.tasks.ask_about_open", "schedule": 180.0},
    "reconciliation of payments": {
        "task": "shop.orders.tasks.reconcile_payments",
        "schedule": 600.0,
    },
    "refunds": {"task": "shop.payments.tasks.send_refunds", "schedule": 60.0},
    "holds": {"task": "loyalty.tasks.lapse_holds", "schedule": 60.0},
    "accruals": {"task": "shop.rewards.tasks.accrue_missed", "schedule": 300.0},
    "maturities": {"task": "loyalty.tasks.book_maturities", "schedule": 300.0},
    "expiries": {
        "task": "loyalty.tasks.book_expiries",
        "schedule": crontab(hour=0, minute=10),
    },
    "books": {
        "task": "shop.books.tasks.check_nightly",
        "schedule": crontab(hour=3, minute=0),
    },
    "books, when asked": {
        "task": "shop.books.tasks.carry_out_asked",
        "schedule": 60.0,
    },
    "digest": {
        "task": "shop.books.tasks.write_digest",
        "schedule": crontab(hour=3, minute=30),
    },
    "attempts": {"task": "shop.users.tasks.forget_attempts", "schedule": 3600.0},
    "low stock": {
        "task": "shop.inventory.tasks.write_low_stock_digest",
        "schedule": crontab(hour=6, minute=0),
    },
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", default=CELERY_BROKER_URL),
        "KEY_PREFIX": "fairpoints",
    }
}
# Sessions outlive a lost cache.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# -- Mail -----------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="shop@morning-market.example"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Who is told when books, money and orders do not agree; without any, staff who may
# check the books, and the shop's own address.
ALERT_EMAILS = env.list("ALERT_EMAILS", default=[])

# Goods are low when so few pieces can be sold; a stock record may say another number.
LOW_STOCK_THRESHOLD = env.int("LOW_STOCK_THRESHOLD", default=5)

# -- Books ----------------------------------------------------------------------

# The Ed25519 key, a path or PEM, that digests of the ledger are signed with.
LEDGER_SIGNING_KEY = env.str("LEDGER_SIGNING_KEY", default="")
if not LEDGER_SIGNING_KEY and (DATA_DIR / "signing-key.pem").exists():
    LEDGER_SIGNING_KEY = str(DATA_DIR / "signing-key.pem")  # the demo's own

# -- Money ----------------------------------------------------------------------

BANK_ACCOUNT_HOLDER = env.str("BANK_ACCOUNT_HOLDER", default="Morning Market")
BANK_ACCOUNT_IBAN = env.str("BANK_ACCOUNT_IBAN", default="DE00 0000 0000 0000 0000 00")

# The payment services that were given their keys (docs/howto-payments.md). New
# payments go to the first; the others answer for what began there. Their names stand
# in the database and in the addresses of their webhooks. Without any the shop offers
# no payment online. CHECKOUT_ORIGIN is where shoppers pay: forms may lead there.
PAYMENT_PROVIDERS = {}
if STRIPE_SECRET_KEY := env.str("STRIPE_SECRET_KEY", default=""):
    PAYMENT_PROVIDERS["stripe"] = {
        "BACKEND": "shop.payments.stripe.provider.Stripe",
        "CHECKOUT_ORIGIN": env.str(
            "STRIPE_CHECKOUT_ORIGIN", default="https://checkout.stripe.com"
        ),
        "OPTIONS": {
            "secret_key": STRIPE_SECRET_KEY,
            "webhook_secret": env.str("STRIPE_WEBHOOK_SECRET", default=""),
            "methods": env.list(
                "STRIPE_PAYMENT_METHODS", default=["card", "alipay", "wechat_pay"]
            ),
            # Elsewhere for a simulator.
            "api": env.str("STRIPE_API_BASE", default="https://api.stripe.com"),
        },
    }

# Who sells: printed on invoices and credit notes.
SELLER_NAME = env.str("SELLER_NAME", default="Morning Market")
SELLER_ADDRESS = env.list(
    "SELLER_ADDRESS", default=["Marktplatz 1", "10115 Berlin", "Germany"]
)
SELLER_TAX_ID = env.str("SELLER_TAX_ID", default="DE000000000")

# Days after delivery, its own day not counted, on which goods can be sent back:
# freely, and by the right to withdraw, which the law gives for 14 days at least.
RETURN_WINDOW_DAYS = env.int("RETURN_WINDOW_DAYS", default=30)
WITHDRAWAL_DAYS = env.int("WITHDRAWAL_DAYS", default=14)

# -- Security -------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OSCAR_BASKET_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Addresses and networks of the proxies in front: only they are believed who a request
# is from. Behind a proxy that is not named, nobody is counted by where they are (F26).
TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=[]))
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "shop.account.forgery.refuse"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [
            SELF,
            *(entry["CHECKOUT_ORIGIN"] for entry in PAYMENT_PROVIDERS.values()),
        ],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# -- Oscar ----------------------------------------------------------------------

OSCAR_SHOP_NAME = _("Morning Market")
OSCAR_DEFAULT_CURRENCY = env.str("CURRENCY", default="EUR")
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_OFFERS_INCL_TAX = True
OSCAR_EAGER_ALERTS = False
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_FROM_EMAIL = DEFAULT_FROM_EMAIL
OSCAR_HIDDEN_FEATURES = ["wishlists", "reviews"]
OSCAR_THUMBNAILER = "oscar.core.thumbnails.EasyThumbnails"
OSCAR_SLUG_ALLOW_UNICODE = True
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 500
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 60 * 60
OSCAR_DASHBOARD_NAVIGATION = [
    {
        "label": _("Catalogue"),
        "icon": "fas fa-sitemap",
        "children": [
            {"label": _("Products"), "url_name": "dashboard:catalogue-product-list"},
            {"label": _("Product types"), "url_name": "dashboard:catalogue-class-list"},
            {"label": _("Categories"), "url_name": "dashboard:catalogue-category-list"},
            {"label": _("Ranges"), "url_name": "dashboard:range-list"},
        ],
    },
    {
        "label": _("Offers"),
        "icon": "fas fa-bullhorn",
        "children": [
            {"label": _("Offers"), "url_name": "dashboard:offer-list"},
            {"label": _("Vouchers"), "url_name": "dashboard:voucher-list"},
        ],
    },
]
# Oscar's search is not used (shop/search is): nothing is to be told of changes.
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
}

LOGGING = logs.configuration(
    level=env.str("LOG_LEVEL", default="INFO"),
    as_json=env.str("LOG_FORMAT", default="lines") == "json",
    # Two lines for every question to the payment service, and one for every task
    # that came and went well.
    quiet=["stripe", "celery"],
)

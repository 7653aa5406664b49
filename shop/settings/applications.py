"""What the shop is made of."""

from oscar import INSTALLED_APPS as OSCAR_APPS

from shop.settings.environment import BASE_DIR, DEMO

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
    "shop.notices",
    "shop.operations",
    "shop.freshness",
    "shop.prices",
    "shop.tax",
    "shop.texts",
    "shop.delivery",
    "shop.payments",
    "shop.documents",
    "shop.inventory",
    "shop.catalogue",
    "shop.orders",
    "shop.returns",
    "shop.rewards",
    "shop.referrals",
    "shop.missions",
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
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
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
    # Around pages that are kept: whose language it is, a cookie says.
    "shop.account.language.RememberLanguage",
    "shop.storefront.keeping_pages.KeepPages",
    "django.middleware.security.SecurityMiddleware",
    "shop.storefront.headers.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shop.storefront.media.Media",
    "shop.storefront.compressing.Compress",
    # Before whatever can fail: pages that say so are held to them as well.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "shop.storefront.keeping.KeepPrivatePagesOut",
    "shop.account.sessions.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shop.account.visitors.Visitors",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shop.account.visits.KeepVisit",
    "shop.staff.shell.second_factor.RequireSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "shop.baskets.finding.FindBasket",
    "shop.storefront.errors.ExplainRefusedMethod",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "shop" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "shop.components.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
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

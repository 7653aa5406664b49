"""Work that leaves the request: worker, beat, cache."""

from celery.schedules import crontab

from shop.settings.database import SHOP_PROCESS
from shop.settings.environment import DATA_DIR, env
from shop.settings.languages import TIME_ZONE

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A publisher must not wait for a dead broker: the outbox sweep does the work.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    # Somebody waits for the page that publishes.
    "socket_timeout": 1 if SHOP_PROCESS == "web" else 5,
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
    "orders of missions": {
        "task": "shop.missions.tasks.notice_kept_orders",
        "schedule": 900.0,
    },
    "profiles of missions": {
        "task": "shop.missions.tasks.notice_profiles",
        "schedule": 900.0,
    },
    "instalments of missions": {
        "task": "shop.missions.tasks.open_instalments",
        "schedule": crontab(hour="0-2", minute=25),
    },
    "invitations": {"task": "shop.referrals.tasks.reward_due", "schedule": 900.0},
    "expiries": {
        "task": "loyalty.tasks.book_expiries",
        "schedule": crontab(hour=0, minute=10),
    },
    "points of idle members": {
        "task": "loyalty.tasks.end_idle_points",
        "schedule": crontab(hour=4, minute=10),
    },
    "vouchers that are over": {
        "task": "shop.rewards.tasks.end_vouchers",
        "schedule": 300.0,
    },
    "notices of vouchers": {
        "task": "shop.rewards.tasks.tell_which_vouchers_end",
        "schedule": crontab(hour=8, minute=25),
    },
    "notices of expiry": {
        "task": "shop.rewards.tasks.tell_what_expires",
        "schedule": crontab(hour=8, minute=15),
    },
    "tiers": {
        "task": "shop.rewards.tasks.reckon_tiers",
        "schedule": crontab(hour=0, minute=20),
    },
    "notices of tiers": {
        "task": "shop.rewards.tasks.tell_which_tiers_end",
        "schedule": crontab(hour=8, minute=25),
    },
    "month ends": {
        "task": "loyalty.tasks.keep_month_ends",
        "schedule": crontab(hour=0, minute=40),
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
    "goods for the merchant center": {
        "task": "shop.storefront.tasks.write_merchant_files",
        "schedule": 3600.0,
    },
    "changes of pages": {
        "task": "shop.freshness.tasks.prune_changes",
        "schedule": 60.0,
    },
    "attempts": {"task": "shop.users.tasks.forget_attempts", "schedule": 3600.0},
    "sessions": {"task": "shop.users.tasks.forget_sessions", "schedule": 3600.0},
    "search": {
        "task": "shop.search.tasks.index_nightly",
        "schedule": crontab(hour=4, minute=30),
    },
    "goods that cannot be found": {
        "task": "shop.search.tasks.index_missing",
        "schedule": 60.0,
    },
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
# Sessions outlive a lost cache, and know whose they are.
SESSION_ENGINE = "shop.users.session_store"

# Pages that are the same for everybody are kept in each web worker, compressed
# (docs/adr/0032-pages-for-everybody.md).
PAGES_KEPT_MEGABYTES = env.int("PAGES_KEPT_MEGABYTES", default=16)
# Seconds for which a proxy in front may give them out without asking the shop whether
# they still hold; 0 to have it ask each time.
SHARED_CACHE_SECONDS = env.int("SHARED_CACHE_SECONDS", default=0)

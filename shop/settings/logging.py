"""What is logged, and how."""

from shop import logs
from shop.settings.environment import env

LOGGING = logs.configuration(
    level=env.str("LOG_LEVEL", default="INFO"),
    as_json=env.str("LOG_FORMAT", default="lines") == "json",
    # Two lines for every question to the payment service, and one for every task
    # that came and went well.
    quiet=["stripe", "celery"],
)

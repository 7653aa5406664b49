"""Mail, and who is told what."""

from shop.settings.environment import DATA_DIR, env

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

"""Who sells, who brings the money, and for how long goods can come back."""

from shop.settings.environment import env

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

# Up to how many grams or millilitres in a piece the price beside its price is that of
# 100 of them; 0 for always that of a kilogram or litre, as in Germany (docs/prices.md).
UNIT_PRICE_PER_100_UP_TO = env.int("UNIT_PRICE_PER_100_UP_TO", default=0)
# Whether a price that falls step by step, without rising in between, is reduced from
# what it was before the first step, or from the last: countries may let the first be
# (Directive 98/6/EC, Art. 6a(5)).
PRIOR_PRICE_IS_OF_ALL_STEPS = env.bool("PRIOR_PRICE_IS_OF_ALL_STEPS", default=True)

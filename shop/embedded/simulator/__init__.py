"""A payment service to try the shop with: no real money, no other machine.

It speaks the part of Stripe's HTTP API that shop/payments/stripe uses, shows a page
to pay on, sends signed news, and misbehaves when it is told to. It knows nothing of
the shop. Run as `python -m shop.embedded.simulator --help`.
"""

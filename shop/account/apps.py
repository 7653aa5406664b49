from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "shop.account"
    label = "shop_account"

    def ready(self):
        import shop.account.visits  # noqa: F401, PLC0415  it hears who signs in

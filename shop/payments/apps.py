from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "shop.payments"
    label = "payments"

    def ready(self) -> None:
        from shop.payments import checks  # noqa: F401, PLC0415  registers itself

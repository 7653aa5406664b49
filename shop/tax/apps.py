from django.apps import AppConfig


class TaxConfig(AppConfig):
    name = "shop.tax"
    label = "tax"

    def ready(self) -> None:
        from shop.tax import checks  # noqa: F401, PLC0415  models

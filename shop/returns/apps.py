from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "shop.returns"
    label = "returns"

    def ready(self) -> None:
        from shop.returns import checks, receivers  # noqa: F401, PLC0415  models

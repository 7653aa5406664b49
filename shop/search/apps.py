from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "shop.search"
    label = "shop_search"

    def ready(self) -> None:
        from shop.search import receivers  # noqa: F401, PLC0415  needs the models

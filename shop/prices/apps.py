from django.apps import AppConfig


class PricesConfig(AppConfig):
    name = "shop.prices"
    label = "prices"

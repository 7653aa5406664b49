from django.apps import AppConfig


class FreshnessConfig(AppConfig):
    name = "shop.freshness"
    label = "freshness"

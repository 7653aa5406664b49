from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "shop.missions"
    label = "missions"

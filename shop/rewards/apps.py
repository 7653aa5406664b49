from django.apps import AppConfig


class RewardsConfig(AppConfig):
    name = "shop.rewards"
    label = "rewards"

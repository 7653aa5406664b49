from django.apps import AppConfig
from django.core.signals import request_finished, request_started


class RewardsConfig(AppConfig):
    name = "shop.rewards"
    label = "rewards"

    def ready(self) -> None:
        from shop.rewards import once  # noqa: PLC0415  models come after apps

        request_started.connect(once.begin_request, dispatch_uid="rewards.once")
        request_finished.connect(once.end_request, dispatch_uid="rewards.once")

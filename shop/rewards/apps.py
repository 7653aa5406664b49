from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate


class RewardsConfig(AppConfig):
    name = "shop.rewards"
    label = "rewards"

    def ready(self) -> None:
        from shop.rewards import limiting, once  # noqa: PLC0415  models come after apps

        post_migrate.connect(limiting.set_after_migrate, sender=self)
        request_started.connect(once.begin_request, dispatch_uid="rewards.once")
        request_finished.connect(once.end_request, dispatch_uid="rewards.once")

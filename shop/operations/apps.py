from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    name = "shop.operations"
    label = "operations"

    def ready(self) -> None:
        from shop.operations import checks  # noqa: F401, PLC0415  registers itself
        from shop.operations.rights import set_after_migrate  # noqa: PLC0415

        # Sent when all migrations have run: the tables of later applications stand.
        post_migrate.connect(set_after_migrate, sender=self)

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class StorefrontConfig(AppConfig):
    name = "shop.storefront"
    label = "storefront"

    def ready(self) -> None:
        from shop.storefront.install import install_after_migrate  # noqa: PLC0415

        post_migrate.connect(install_after_migrate, sender=self)

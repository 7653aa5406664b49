from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "loyalty"
    verbose_name = _("Loyalty programme")

    def ready(self) -> None:
        from loyalty.ledger.install import install_after_migrate  # noqa: PLC0415

        post_migrate.connect(install_after_migrate, sender=self)

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "shop.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Read which mails each room sends."""
        autodiscover_modules("mail_kinds")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HappeningsConfig(AppConfig):
    name = "shop.happenings"
    label = "happenings"

    def ready(self) -> None:
        """Read what each room declares, and then who listens to it."""
        autodiscover_modules("kinds")
        autodiscover_modules("listening")

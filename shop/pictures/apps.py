from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "shop.pictures"
    label = "pictures"

    def ready(self) -> None:
        from shop.pictures import receivers  # noqa: F401, PLC0415  needs the models

import warnings

from django.apps import AppConfig
from django.conf import settings
from PIL import Image


class PicturesConfig(AppConfig):
    name = "shop.pictures"
    label = "pictures"

    def ready(self) -> None:
        from shop.pictures import receivers  # noqa: F401, PLC0415  needs the models

        # Pillow refuses twice as much, and before that only warns.
        Image.MAX_IMAGE_PIXELS = settings.PICTURE_MOST_PIXELS // 2
        warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

"""Make what is missing of the pictures' renditions."""

from typing import Any

from django.core.management.base import BaseCommand
from easy_thumbnails.exceptions import InvalidImageFormatError
from oscar.apps.catalogue.models import ProductImage
from PIL.Image import DecompressionBombError

from shop.forks.catalogue.models import Category
from shop.pictures import renditions


class Command(BaseCommand):
    help = "Make the renditions of every product and category picture."

    def handle(self, *args: Any, **options: Any) -> None:
        sources = set(ProductImage.objects.values_list("original", flat=True))
        sources |= set(
            Category.objects.exclude(image__isnull=True)
            .exclude(image="")
            .values_list("image", flat=True)
        )
        failed = 0
        for source in sorted(sources):
            try:
                renditions.make(source)
            except (OSError, InvalidImageFormatError, DecompressionBombError) as error:
                failed += 1
                self.stderr.write(f"{source}: {error}")
        self.stdout.write(f"{len(sources) - failed} pictures have their renditions.")

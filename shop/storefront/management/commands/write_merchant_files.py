"""Write the Merchant Center's files now; a worker does each hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.storefront.machines import merchant_files


class Command(BaseCommand):
    help = "Write the files of all goods for Google's Merchant Center."

    def handle(self, *args: Any, **options: Any) -> None:
        merchant_files.write(at=timezone.now())

"""Index every product for the search."""

from typing import Any

from django.core.management.base import BaseCommand

from shop.search import documents


class Command(BaseCommand):
    help = "Renew the search index of all products."

    def handle(self, *args: Any, **options: Any) -> None:
        count = documents.index_all()
        self.stdout.write(f"{count} products indexed.")

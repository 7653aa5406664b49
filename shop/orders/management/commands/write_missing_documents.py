from typing import Any

from django.core.management.base import BaseCommand

from shop.orders import invoicing_late


class Command(BaseCommand):
    help = (
        "Write the invoices and credit notes of orders that were paid before the "
        "shop wrote any. Repeating it writes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        orders = invoicing_late.write_missing_documents()
        self.stdout.write(f"Documents written for {orders} orders")

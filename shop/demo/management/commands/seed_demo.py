"""Fill an empty shop with demo data."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.sites.models import Site
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from shop.celery import app
from shop.demo import seeding
from shop.demo.accounts import DOMAIN
from shop.users.models import User

SIZES = seeding.Sizes()


class Command(BaseCommand):
    help = "Fill the shop with demo data; a second run adds what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--products", type=int, default=SIZES.products)
        parser.add_argument("--members", type=int, default=SIZES.members)
        parser.add_argument("--orders", type=int, default=SIZES.orders)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--force", action="store_true", help="also where real people have accounts"
        )

    def handle(
        self,
        *args: Any,
        products: int,
        members: int,
        orders: int,
        seed: int,
        force: bool,
        **options: Any,
    ) -> None:
        if not force:
            refuse_in_real_shops()
        # The mails of the demo's past are not to be sent: nobody is woken.
        app.conf.update(broker_url="memory://")
        site = Site.objects.update_or_create(
            pk=settings.SITE_ID,
            defaults={
                "name": "Morning Market",
                "domain": settings.SITE_URL.partition("://")[2],
            },
        )[0]
        Site.objects.clear_cache()
        sizes = seeding.Sizes(products=products, members=members, orders=orders)
        columns = (
            TextColumn("{task.description:<12}"),
            BarColumn(),
            MofNCompleteColumn(),
        )
        console = Console()
        with (
            translation.override("en"),
            Progress(*columns, console=console) as progress,
        ):
            added = seeding.seed(
                sizes=sizes, at=timezone.now(), seed=seed, progress=progress
            )
        if any(added.values()):
            new = ", ".join(f"{count} {what}" for what, count in added.items() if count)
            self.stdout.write(f"{site.name}: added {new}.")
        else:
            self.stdout.write(f"{site.name} has its demo data; nothing to add.")


def refuse_in_real_shops() -> None:
    """Raise CommandError where demo accounts would be a danger."""
    if settings.HTTPS:
        raise CommandError(
            f"{settings.SITE_URL} is a public shop: demo accounts have a known "
            "password. Use --force if you mean it."
        )
    if User.objects.exclude(email__endswith=DOMAIN).exists():
        raise CommandError(
            "This shop has real accounts: demo data would mix with theirs. "
            "Use --force if you mean it."
        )

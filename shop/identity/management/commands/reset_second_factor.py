from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shop.identity.resetting import NothingToReset, reset_second_factor
from shop.users.models import User


class Command(BaseCommand):
    help = (
        "Take away somebody's second factor when nobody else can, as that of the only"
        " manager. They are signed out everywhere and told by mail; the log keeps it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address the person signs in with")
        parser.add_argument(
            "--reason", required=True, help="why, and how you know who asked"
        )

    def handle(self, *args: Any, email: str, reason: str, **options: Any) -> None:
        person = User.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"Nobody signs in with {email}.")
        try:
            reset_second_factor(
                person=person, actor=None, reason=reason, reset_at=timezone.now()
            )
        except NothingToReset:
            raise CommandError(f"{person.email} has no second factor.") from None
        self.stdout.write(f"{person.email} signs in by password alone now.")

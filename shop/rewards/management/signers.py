"""Who answers for what a command gives, and who agrees where it is much."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError

from loyalty.adjustment import AboveCeiling
from shop.rewards.desk import giving
from shop.users.models import User


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--by",
        required=True,
        metavar="EMAIL",
        help="the member of staff who answers for it and may adjust points",
    )
    parser.add_argument(
        "--with",
        dest="second",
        metavar="EMAIL",
        help="another one who agrees, where it is more in sum than one may give",
    )


def find(address: str) -> User:
    person = User.objects.filter(email=address).first()
    if person is None:
        raise PermissionDenied
    return person


@contextmanager
def in_words(by: str, second: str | None) -> Iterator[None]:
    try:
        yield
    except PermissionDenied as error:
        signers = " or ".join(filter(None, (by, second)))
        raise CommandError(f"{signers} may not adjust points.") from error
    except AboveCeiling as error:
        raise CommandError(
            f"{by} may give {error} points in sum alone: name a second person who may "
            "adjust points, --with EMAIL. Nothing was written."
        ) from error
    except giving.SamePerson as error:
        raise CommandError("The second person must be another one.") from error

"""Members and proposed merges, as the pages show them."""

from collections.abc import Iterator

from django.db.models import Count, Max, QuerySet, Sum
from django.http import Http404

from loyalty.merging import MergeProposal
from shop.forks.order.models import CAME_TO_NOTHING, Order
from shop.typed.numbers import read_number
from shop.users.models import User


def members() -> QuerySet[User]:
    """Everybody with a points account."""
    return User.objects.filter(loyalty_account__isnull=False)


def member(pk: int) -> User:
    """One member; raises Http404 for everybody else."""
    found = members().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def merge_proposal(pk: int) -> MergeProposal:
    """One proposal with its people; raises Http404."""
    found = (
        MergeProposal.objects.filter(pk=pk)
        .select_related("closing__member", "surviving__member", "proposed_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def buyers_of(text: str) -> Iterator[QuerySet]:
    """The key of who placed the order of that number."""
    yield Order.objects.filter(number=read_number(text)).values("user_id")


def orders_of(person: User) -> QuerySet[Order]:
    return Order.objects.filter(user=person).order_by("-date_placed", "-id")


def purchases_of(person: User) -> dict[str, object]:
    """How often, for how much and when last the person bought."""
    bought = orders_of(person).exclude(status__in=CAME_TO_NOTHING).order_by()
    return bought.aggregate(
        count=Count("id"), money=Sum("total_incl_tax"), last=Max("date_placed")
    )

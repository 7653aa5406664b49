"""Offers that staff write, as opposed to those the shop's own code makes."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from shop.forks.offer.models import ConditionalOffer


def written_offers(
    offers: QuerySet[ConditionalOffer] | None = None,
) -> QuerySet[ConditionalOffer]:
    """Leave out the offers whose benefit is code: the shop relies on them."""
    if offers is None:
        offers = ConditionalOffer.objects.all()
    return offers.filter(benefit__proxy_class=None)


def require_written(pk: int) -> None:
    """Raise Http404 unless staff may read and change the offer."""
    get_object_or_404(written_offers(), pk=pk)

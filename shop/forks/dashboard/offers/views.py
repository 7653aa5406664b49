"""The offers dashboard without the offers that the shop's own code makes."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from oscar.apps.dashboard.offers import views

from shop.forks.dashboard.offers.written import require_written, written_offers
from shop.forks.offer.models import ConditionalOffer


class OfferListView(views.OfferListView):
    def get_queryset(self) -> QuerySet[ConditionalOffer]:
        return written_offers(super().get_queryset())


class OfferDeleteView(views.OfferDeleteView):
    def get_queryset(self) -> QuerySet[ConditionalOffer]:
        return written_offers()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Oscar leads on without a word of which vouchers use it (in_use.py)."""
        return super(views.OfferDeleteView, self).dispatch(request, *args, **kwargs)


class OfferDetailView(views.OfferDetailView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_written(kwargs["pk"])
        if request.method == "POST":
            # Oscar saves the whole offer to suspend it, its counts of uses too.
            locked = ConditionalOffer.objects.select_for_update(no_key=True)
            locked.filter(pk=kwargs["pk"]).first()
        return super().dispatch(request, *args, **kwargs)

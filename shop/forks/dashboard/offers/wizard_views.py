"""The steps in which staff write an offer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from oscar.apps.dashboard.offers import wizard_views

from shop.forks.dashboard.bilingual import in_every_language
from shop.forks.dashboard.offers.written import require_written
from shop.forks.offer.models import ConditionalOffer

TEXTS = in_every_language("name", "description")


class OfferWizardStepView(wizard_views.OfferWizardStepView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.update:
            require_written(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def save_offer(self, offer: ConditionalOffer) -> HttpResponse:
        """Save the texts of every language.

        Oscar saves the one of the page, and what stands in for it if it is missing.
        """
        written = self._fetch_session_offer()
        texts = {name: getattr(written, name) for name in TEXTS}
        response = super().save_offer(offer)
        for name, text in texts.items():
            setattr(offer, name, text)
        offer.save()
        return response

"""The steps in which staff write an offer."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
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

    def _fetch_form_kwargs(self) -> dict[str, Any]:
        """Of an offer that exists a page shows what is kept, and no draft (F18)."""
        return {} if self.update else super()._fetch_form_kwargs()

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Save a step of an offer that exists at once.

        Oscar keeps each step in the session, whole, and writes it when the last one
        is saved: by then somebody else may have changed the offer (F18).
        """
        if not self.update or self.step_name == "restrictions":
            return super().form_valid(form)
        form.save()
        if "save" not in self.request.POST:
            return HttpResponseRedirect(self.get_success_url())
        self.offer.refresh_from_db()
        messages.success(
            self.request, _("Offer “%(name)s” changed.") % {"name": self.offer.name}
        )
        return redirect("dashboard:offer-detail", pk=self.offer.pk)

    def save_offer(self, offer: ConditionalOffer) -> HttpResponse:
        """Save the texts of every language.

        Oscar saves the one of the page, and what stands in for it if it is missing.
        """
        written = offer if self.update else self._fetch_session_offer()
        texts = {name: getattr(written, name) for name in TEXTS}
        response = super().save_offer(offer)
        for name, text in texts.items():
            setattr(offer, name, text)
        offer.save()
        return response

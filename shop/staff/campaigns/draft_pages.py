"""A campaign is written, or another version of one: filled in, tried, saved."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty.campaigns.drafting import (
    CampaignChangedMeanwhile,
    CampaignEnded,
    NothingChanged,
    sketched,
)
from loyalty.campaigns.reading import CampaignVersion, groups
from shop.rewards.desk.campaigning import draft_campaign, revise_campaign
from shop.staff.campaigns.campaign_finding import by_number, newest_or_404
from shop.staff.campaigns.campaign_pages import shown
from shop.staff.campaigns.campaign_words import refusal
from shop.staff.campaigns.desk import CAMPAIGNS, DRAFT
from shop.staff.campaigns.difference_words import differences
from shop.staff.campaigns.draft_forms import CampaignForm, initial
from shop.staff.campaigns.goods_finding import offered
from shop.staff.campaigns.starting_words import STARTS, start
from shop.staff.campaigns.trial_figures import figures
from shop.staff.campaigns.trial_forms import BasketForm
from shop.staff.shell.access import actor, require_any, staff_page

# The button that tries what is filled in, and saves nothing.
TRY = "try"


@staff_page(*CAMPAIGNS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Where to begin, and then the sentence of a new campaign."""
    require_any(actor(request), DRAFT)
    if request.method == "POST":
        return _answer(request, None)
    began = start(request.GET.get("start"), now=timezone.now())
    if began is None:
        return render(request, "staff/campaigns/starts.html", {"starts": STARTS})
    return _page(request, CampaignForm(initial=began), None)


@staff_page(*CAMPAIGNS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Another version of a campaign: the one before stays as it is."""
    require_any(actor(request), DRAFT)
    stand = newest_or_404(campaign_id, now=timezone.now())
    if stand.ended:
        return _ended(request, campaign_id)
    newest = stand.version
    if request.method == "POST":
        return _answer(request, newest)
    return _page(request, CampaignForm(initial=initial(newest)), newest)


def _answer(request: HttpRequest, newest: CampaignVersion | None) -> HttpResponse:
    known = initial(newest) if newest else None
    form = CampaignForm(request.POST, initial=known)
    if not form.is_valid():
        return _page(request, form, newest, status=422)
    if TRY in request.POST:
        return _tried(request, form, newest)
    try:
        version = _saved(request, form, newest)
    except CampaignChangedMeanwhile:
        return _changed_meanwhile(request, form, version_of=newest)
    except NothingChanged as same:
        messages.info(request, _("Nothing was changed: no version was written."))
        return redirect("staff:campaign", campaign_id=same.args[0])
    except CampaignEnded as ended:
        return _ended(request, *ended.args)
    messages.success(
        request, _("Saved as a draft: nobody earns by it until it is approved.")
    )
    return redirect("staff:campaign", campaign_id=version.campaign_id)


def _ended(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The page of the campaign, which says that nobody changes it any more."""
    refused = refusal(CampaignEnded(campaign_id))
    return shown(request, campaign_id, status=409, refused=refused)


def _saved(
    request: HttpRequest, form: CampaignForm, newest: CampaignVersion | None
) -> CampaignVersion:
    values, now = form.values(), timezone.now()
    if newest is None:
        return draft_campaign(actor=actor(request), drafted_at=now, **values)
    if form.cleaned_data["based_on"] != newest.number:
        raise CampaignChangedMeanwhile(newest.number)
    return revise_campaign(
        based_on=newest, actor=actor(request), drafted_at=now, **values
    )


def _tried(
    request: HttpRequest, form: CampaignForm, newest: CampaignVersion | None
) -> HttpResponse:
    sketch = sketched(newest, **form.values())
    if newest is not None:
        # Tried in the place of the version that holds.
        sketch.campaign_id = newest.campaign_id
    return _page(request, form, newest, sketch=sketch)


def _changed_meanwhile(
    request: HttpRequest, form: CampaignForm, *, version_of: CampaignVersion | None
) -> HttpResponse:
    """Say what the other has changed; to save once more is then to know of it."""
    if version_of is None:
        raise Http404
    stand = newest_or_404(version_of.campaign_id, now=timezone.now())
    newest, seen = stand.version, form.cleaned_data["based_on"]
    before = by_number(version_of.campaign_id, seen, now=timezone.now())
    # Filled in as before: what is saved next is written over what is shown now.
    typed = request.POST.copy()
    typed["based_on"] = str(newest.number)
    form = CampaignForm(typed, initial=form.initial)
    form.add_error(
        None,
        _(
            "%(who)s has written version %(number)s meanwhile: below is what it "
            "changed. What you typed is still here. Take over what you want to keep "
            "of it; saving again writes yours as the next version."
        )
        % {"who": newest.author.email, "number": newest.number},
    )
    return _page(
        request,
        form,
        newest,
        status=409,
        meanwhile=differences(before, newest) if before else [],
    )


def _page(
    request: HttpRequest,
    form: CampaignForm,
    newest: CampaignVersion | None,
    *,
    status: int = 200,
    sketch: CampaignVersion | None = None,
    **context: Any,
) -> HttpResponse:
    now: datetime = timezone.now()
    asked = BasketForm(request.POST or None)
    tried = (
        figures(sketch, asked, now=now)
        if sketch
        else {"basket": asked, "offered": offered()}
    )
    context |= {
        "form": form,
        "version": newest,
        "sketch": sketch,
        "groups": groups(),
        "zone": timezone.get_default_timezone_name(),
        **tried,
    }
    return render(request, "staff/campaigns/draft.html", context, status=status)

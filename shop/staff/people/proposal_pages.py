"""Decide on an adjustment that a colleague may not make alone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loyalty import proposing
from shop.rewards.desk.adjusting import approve_adjustment, decline_adjustment
from shop.staff.people.desk import ADJUSTMENTS
from shop.staff.people.proposal_list import ProposalList
from shop.staff.people.refusal_words import DECIDING
from shop.staff.shell.access import actor, staff_page

REFUSED = tuple(DECIDING)


@staff_page(*ADJUSTMENTS)
@require_POST
def approve(request: HttpRequest, proposal_id: int) -> HttpResponse:
    try:
        posting = approve_adjustment(
            proposal_id=proposal_id, actor=actor(request), approved_at=timezone.now()
        )
    except proposing.ProposedAdjustment.DoesNotExist:
        raise Http404 from None
    except REFUSED as refusal:
        messages.error(request, str(DECIDING[type(refusal)]))
        return ProposalList(request).answer(status=409)
    messages.success(request, _("Approved: the points are adjusted."))
    return redirect("staff:member", member_id=posting.account_id)


@staff_page(*ADJUSTMENTS)
@require_POST
def decline(request: HttpRequest, proposal_id: int) -> HttpResponse:
    try:
        decline_adjustment(
            proposal_id=proposal_id, actor=actor(request), declined_at=timezone.now()
        )
    except proposing.ProposedAdjustment.DoesNotExist:
        raise Http404 from None
    except REFUSED as refusal:
        messages.error(request, str(DECIDING[type(refusal)]))
        return ProposalList(request).answer(status=409)
    messages.success(request, _("The proposal is turned down: nothing has changed."))
    return redirect("staff:adjustments")

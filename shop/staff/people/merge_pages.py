"""Two accounts of one person: one of the staff proposes a merge, another decides."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from loyalty import merging
from shop.rewards.desk.merging import approve_merge, propose_merge, withdraw_merge
from shop.staff.people import member_finding
from shop.staff.people.desk import MERGES
from shop.staff.people.merge_forms import MergeForm, OtherAccountForm
from shop.staff.shell.access import actor, staff_page
from shop.users.models import User

REFUSALS: dict[type[Exception], str | Promise] = {
    merging.SameAccount: gettext_lazy("This is the same account."),
    merging.OwnAccount: gettext_lazy(
        "One of the accounts is your own: two colleagues have to decide about it."
    ),
    merging.AccountClosed: gettext_lazy(
        "One of the accounts was merged before: it is closed."
    ),
    merging.AlreadyProposed: gettext_lazy(
        "A merge of this account was proposed before. Decide about that one first."
    ),
    merging.ProposalWithdrawn: gettext_lazy("This proposal had been turned down."),
    merging.SamePerson: gettext_lazy(
        "You proposed this merge. Somebody else has to approve it."
    ),
    merging.AccountFrozen: gettext_lazy(
        "The account is frozen: find out why before its points leave it."
    ),
    merging.PointsHeld: gettext_lazy(
        "Points of the closing account are set aside for an order. Wait until it is "
        "paid, cancelled or lapsed."
    ),
    merging.PointsPending: gettext_lazy(
        "Points of the closing account are pending. Wait until their orders are "
        "delivered and the waiting time is over."
    ),
}
REFUSED = tuple(REFUSALS)


@staff_page(*MERGES)
@require_safe
def merge(request: HttpRequest, proposal_id: int) -> HttpResponse:
    return _merge_page(request, proposal_id)


@staff_page(*MERGES)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, member_id: int) -> HttpResponse:
    closing = member_finding.member(member_id)
    if request.method == "POST":
        return _proposed(request, closing, MergeForm(request.POST))
    if not request.GET:
        return _propose_page(request, closing, OtherAccountForm())
    form = OtherAccountForm(request.GET)
    status = 200 if form.is_valid() and form.differs_from(closing) else 422
    return _propose_page(request, closing, form, status=status)


@staff_page(*MERGES)
@require_POST
def approve(request: HttpRequest, proposal_id: int) -> HttpResponse:
    try:
        merged = approve_merge(
            proposal_id=proposal_id,
            actor=actor(request),
            approved_at=timezone.now(),
        )
    except merging.MergeProposal.DoesNotExist:
        raise Http404 from None
    except REFUSED as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
        return _merge_page(request, proposal_id, status=409)
    messages.success(request, _("The accounts are one account now."))
    return redirect("staff:member", member_id=merged.into_id)


@staff_page(*MERGES)
@require_POST
def withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    try:
        withdraw_merge(
            proposal_id=proposal_id,
            actor=actor(request),
            withdrawn_at=timezone.now(),
        )
    except merging.MergeProposal.DoesNotExist:
        raise Http404 from None
    except merging.AccountClosed as refusal:
        messages.error(request, str(REFUSALS[type(refusal)]))
        return _merge_page(request, proposal_id, status=409)
    messages.success(request, _("The proposal is turned down: nothing has changed."))
    return redirect("staff:merges")


def _proposed(request: HttpRequest, closing: User, form: MergeForm) -> HttpResponse:
    if not form.is_valid():
        return _propose_page(request, closing, form, status=422)
    try:
        proposal = propose_merge(
            closing=closing,
            surviving=form.cleaned_data["email"],
            reason=form.cleaned_data["reason"],
            actor=actor(request),
            proposed_at=timezone.now(),
        )
    except REFUSED as refusal:
        form.add_error(None, str(REFUSALS[type(refusal)]))
        return _propose_page(request, closing, form, status=409)
    messages.success(request, _("Proposed. Now somebody else has to approve it."))
    return redirect("staff:merge", proposal_id=proposal.pk)


def _propose_page(
    request: HttpRequest, closing: User, form: OtherAccountForm, *, status: int = 200
) -> HttpResponse:
    if isinstance(form, MergeForm) and "email" in form.errors:
        # Asked for again where it can be seen, and corrected.
        form = OtherAccountForm(form.data)
    context: dict[str, Any] = {"closing": closing, "form": form}
    if form.is_bound and "email" not in form.errors:
        context["surviving"] = surviving = form.cleaned_data["email"]
        context["preview"] = merging.preview(
            closing=closing, surviving=surviving, at=timezone.now()
        )
        if not isinstance(form, MergeForm):
            context["form"] = MergeForm(initial={"email": surviving.email})
    return render(request, "staff/people/merge_propose.html", context, status=status)


def _merge_page(
    request: HttpRequest, proposal_id: int, *, status: int = 200
) -> HttpResponse:
    found = member_finding.merge_proposal(proposal_id)
    closing, surviving = found.closing.member, found.surviving.member
    viewer = actor(request)
    context: dict[str, Any] = {
        "proposal": found,
        "closing": closing,
        "surviving": surviving,
        "merge": merging.merge_of(member=closing),
    }
    if not context["merge"] and not found.withdrawn_at:
        context["preview"] = merging.preview(
            closing=closing, surviving=surviving, at=timezone.now()
        )
        context["is_proposer"] = found.proposed_by == viewer
    return render(request, "staff/people/merge.html", context, status=status)

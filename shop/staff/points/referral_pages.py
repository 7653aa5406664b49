"""Invitations: what came of them, what waits for a decision, and their terms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from shop.referrals import deciding, signs, terms
from shop.referrals.deciding import Reward
from shop.staff.points.desk import REFERRALS
from shop.staff.points.referral_forms import DecideForm, TermsForm
from shop.staff.points.referral_list import ReferralList
from shop.staff.shell.access import actor, staff_page

REFUSALS: dict[type[Exception], str | Promise] = {
    deciding.AlreadyDecided: gettext_lazy(
        "A colleague has decided about it meanwhile."
    ),
    deciding.OwnAccount: gettext_lazy(
        "One of the accounts is your own: a colleague has to decide about it."
    ),
    deciding.SamePerson: gettext_lazy(
        "Both accounts are one by now, so there is nobody to thank: decline it."
    ),
    deciding.AccountClosed: gettext_lazy(
        "One of the accounts was merged into another: decline it, and give points by "
        "hand if they are due."
    ),
}
REFUSED = tuple(REFUSALS)


@staff_page(*REFERRALS.permissions)
@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "staff/points/referrals.html",
        {
            "list": ReferralList(request),
            "terms": terms.current(),
            "waiting": deciding.waiting().count(),
            "may_publish": actor(request).has_perm(terms.PERMISSION),
        },
    )


@staff_page(*REFERRALS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, friend: int) -> HttpResponse:
    """One referral: what was seen of it, and a form while it waits."""
    reward = _reward_or_404(friend)
    if request.method != "POST":
        return _page(request, reward, DecideForm())
    if not actor(request).has_perm(deciding.PERMISSION):
        raise PermissionDenied
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, reward, form, status=422)
    try:
        _decided(request, reward, form)
    except REFUSED as refusal:
        form.add_error(None, str(REFUSALS[type(refusal)]))
        return _page(request, _reward_or_404(friend), form, status=409)
    return redirect("staff:referrals")


def _decided(request: HttpRequest, reward: Reward, form: DecideForm) -> None:
    known = {
        "friend": reward.pk,
        "reason": form.cleaned_data["reason"],
        "actor": actor(request),
    }
    if form.cleaned_data["decision"] == "approve":
        deciding.approve(**known, approved_at=timezone.now())
        messages.success(request, _("Approved: both have their points."))
    else:
        deciding.decline(**known, declined_at=timezone.now())
        messages.success(request, _("Declined: nobody gets points for it."))


@staff_page(*REFERRALS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """The terms, and a form that publishes their next version."""
    if not actor(request).has_perm(terms.PERMISSION):
        raise PermissionDenied
    current = terms.current()
    if request.method != "POST":
        known = {name: getattr(current, name) for name in terms.FIELDS}
        form = TermsForm(initial=known | {"based_on": current.version})
        return _terms_page(request, form)
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _terms_page(request, form, status=422)
    try:
        terms.publish(
            actor=actor(request),
            based_on=form.cleaned_data["based_on"],
            published_at=timezone.now(),
            **form.values(),
        )
    except terms.TermsChangedMeanwhile:
        form.add_error(
            None,
            _("Somebody published another version meanwhile. Start again from it."),
        )
        return _terms_page(request, form, status=409)
    messages.success(request, _("The new terms hold for who is invited from now on."))
    return redirect("staff:referrals")


def _page(
    request: HttpRequest, reward: Reward, form: DecideForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "reward": reward,
        "signs": [signs.LABELS[sign] for sign in reward.signs],
        "form": form,
        "may_decide": actor(request).has_perm(deciding.PERMISSION)
        and reward.state == Reward.State.WAITING,
    }
    return render(request, "staff/points/referral.html", context, status=status)


def _terms_page(
    request: HttpRequest, form: TermsForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form}
    return render(request, "staff/points/referral_terms.html", context, status=status)


def _reward_or_404(friend: int) -> Reward:
    try:
        return deciding.rewards().get(pk=friend)
    except Reward.DoesNotExist as error:
        raise Http404 from error

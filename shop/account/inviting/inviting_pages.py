"""Invite a friend: the member's own link, and the page it leads to."""

from io import BytesIO

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shop.account.inviting import invitations
from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.referrals import links, reading, terms
from shop.requests import forms_only
from shop.rewards import display


@members_only
@require_safe
def invite(request: MemberRequest) -> HttpResponse:
    """What an invitation is worth, the link, and what came of it so far."""
    link = links.link_of(request.user)
    return render(
        request,
        "account/inviting/invite.html",
        {
            "tabs": tabs("invite"),
            "terms": terms.current(),
            "points_per_unit": display.points_per_unit(),
            "return_days": settings.RETURN_WINDOW_DAYS,
            "can_invite": links.can_invite(request.user),
            "address": _address(link.code) if link else "",
            "invited": reading.invited_by(request.user, at=timezone.now()),
            "own": reading.invited(request.user),
        },
    )


@forms_only
@members_only
def make_link(request: MemberRequest) -> HttpResponse:
    if terms.current().is_open and links.can_invite(request.user):
        links.make_link(member=request.user, made_at=timezone.now())
    return redirect("customer:invite")


@members_only
@require_safe
def code(request: MemberRequest) -> HttpResponse:
    """The link as a QR, for a friend's phone to look at."""
    link = links.link_of(request.user)
    if link is None:
        raise Http404
    drawing = BytesIO()
    segno.make(_address(link.code), error="m").save(
        drawing, kind="svg", scale=5, border=3, dark="#1f1d1a", light="#fff"
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@require_safe
def invited(request: HttpRequest, code: str) -> HttpResponse:
    """Where a link leads: what it is worth to the friend, in plain words.

    The answer is nobody else's (its cookie), and asks for no visit.
    """
    link, in_force = links.find(code), terms.current()
    can_join = link is not None and in_force.is_open
    response = render(
        request,
        "account/inviting/invited.html",
        {
            "can_join": can_join,
            "terms": in_force,
            "points_per_unit": display.points_per_unit(),
            "return_days": settings.RETURN_WINDOW_DAYS,
        },
        status=200 if can_join else 404,
    )
    if link is not None and can_join and not request.user.is_authenticated:
        invitations.keep(response, link.code)
    return response


def _address(code: str) -> str:
    return settings.SITE_URL + reverse("customer:invited", args=[code])

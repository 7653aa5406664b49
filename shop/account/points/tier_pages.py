"""A member's tier: what it gives, what keeps it, and how far the next one is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.rewards.tier_progress import on_ladder


@members_only
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    return render(
        request,
        "points/tier.html",
        {
            "tabs": tabs("points"),
            "ladder": on_ladder(member_id=request.user.pk, at=timezone.now()),
        },
    )

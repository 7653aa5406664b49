"""Which notices a member wants, and the link in each that stops them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.notices import wishes
from shop.notices.topics import TOPICS


class WishesForm(forms.Form):
    """A box a topic: ticked, it is written about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in TOPICS.values():
            self.fields[topic.code] = forms.BooleanField(
                label=topic.label, help_text=topic.says, required=False
            )

    def topics(self) -> list[str]:
        return [code for code, is_wanted in self.cleaned_data.items() if is_wanted]


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        form = WishesForm(request.POST)
        if form.is_valid():
            wishes.want(
                person=request.user, topics=form.topics(), said_at=timezone.now()
            )
            messages.success(request, _("Saved."))
            return redirect("customer:notices")
    else:
        wanted = wishes.wanted(request.user)
        form = WishesForm(initial=dict.fromkeys(wanted, True))
    return render(
        request,
        "account/notices/notices.html",
        {"form": form, "tabs": tabs("details")},
    )


# The link proves whose it is, and mail programs bring no cookie (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A button, since a GET changes nothing; what a mail program sends presses it."""
    try:
        if request.method == "POST":
            topic = wishes.do_without(token=token, said_at=timezone.now())
        else:
            _person, topic = wishes.read(token)
    except wishes.LinkIsWrong:
        return render(request, "account/notices/unsubscribe.html", status=404)
    context = {"topic": TOPICS[topic], "is_done": request.method == "POST"}
    return render(request, "account/notices/unsubscribe.html", context)

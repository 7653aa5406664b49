"""Mail that is to be sent, was sent, or was given up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.outbox import retrying
from shop.outbox.models import Message
from shop.staff.shell import finding, navigation
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import MessageSearchForm


@staff_page(*navigation.MAIL)
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    return _page(request)


@staff_page(*navigation.MAIL)
@require_POST
def retry(request: HttpRequest, message_id: int) -> HttpResponse:
    try:
        retrying.retry(message_id=message_id, actor=actor(request), at=timezone.now())
    except Message.DoesNotExist:
        raise Http404 from None
    except retrying.AlreadySent:
        messages.error(request, _("This mail has been sent meanwhile."))
        return _page(request, status=409)
    messages.success(request, _("The mail will be sent again in a moment."))
    return redirect("staff:outbox")


def _page(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    form = MessageSearchForm(request.GET)
    state, text = form.value("state"), form.value("text")
    found = finding.messages(state=state, text=text)
    return render(
        request,
        "staff/operations/outbox.html",
        {
            "form": form,
            "page": finding.page_of(found, request.GET.get("page")),
            "state": state,
            "states": Message.State.choices,
            "counts": finding.message_counts(),
            "may_retry": actor(request).has_perm("outbox.retry_message"),
        },
        status=status,
    )

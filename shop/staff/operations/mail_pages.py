"""Sending mail again that was given up."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shop.outbox import retrying
from shop.outbox.models import Message
from shop.staff.operations.desk import MAIL
from shop.staff.operations.mail_list import MessageList
from shop.staff.shell.access import actor, staff_page


@staff_page(*MAIL.permissions)
@require_POST
def retry(request: HttpRequest, message_id: int) -> HttpResponse:
    try:
        retrying.retry(message_id=message_id, actor=actor(request), at=timezone.now())
    except Message.DoesNotExist:
        raise Http404 from None
    except retrying.AlreadySent:
        messages.error(request, _("This mail has been sent meanwhile."))
        return MessageList(request).answer(status=409)
    messages.success(request, _("The mail will be sent again in a moment."))
    return redirect("staff:outbox")

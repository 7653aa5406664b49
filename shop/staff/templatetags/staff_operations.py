"""What the list of mail needs."""

from django import template

from shop.outbox.models import Message
from shop.staff.shell import wording

register = template.Library()
register.filter("mail_label", wording.mail)


@register.filter
def message_badge(message: Message) -> str:
    return {"due": "caution", "sent": "success", "failed": "danger"}[message.state]

"""The desk where parcels come back."""

from django.utils.translation import gettext_lazy as _

from shop.returns.models import ReturnRequest
from shop.staff.shell.navigation import Section
from shop.users.models import User


def open_returns(_person: User) -> int:
    """How many returns there are of which pieces are awaited."""
    return ReturnRequest.objects.filter(ended_at=None).count()


RETURNS = Section(
    name="staff:returns",
    label=_("Returns"),
    icon="undo",
    permissions=("returns.view_returnrequest",),
    count=open_returns,
)

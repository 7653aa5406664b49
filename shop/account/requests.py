"""Who asks: a member, or a visitor without an account."""

from django.http import HttpRequest

from shop.requests import ShopRequest
from shop.users.models import User


class MemberRequest(ShopRequest):
    """A request of somebody who is signed in."""

    user: User


def member_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None

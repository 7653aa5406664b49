"""Who may do what is decided in the use case, not in a page (S15)."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from shop.users.models import User


def require(actor: User, permission: str) -> None:
    """Raise PermissionDenied unless `actor` holds the named permission."""
    if not actor.has_perm(permission):
        raise PermissionDenied(permission)


def holders(permission: str) -> QuerySet[User]:
    """The staff who were given a named permission, by a role or themselves."""
    label, _dot, codename = permission.partition(".")
    given = {"codename": codename, "content_type__app_label": label}
    by_role = {f"groups__permissions__{name}": value for name, value in given.items()}
    themselves = {f"user_permissions__{name}": value for name, value in given.items()}
    found = User.objects.filter(Q(**by_role) | Q(**themselves))
    return found.filter(is_active=True, is_staff=True).distinct().order_by("pk")

"""Who may do what is decided in the use case, not in a page (S15)."""

from django.core.exceptions import PermissionDenied

from shop.users.models import User


def require(actor: User, permission: str) -> None:
    """Raise PermissionDenied unless `actor` holds the named permission."""
    if not actor.has_perm(permission):
        raise PermissionDenied(permission)

"""The roles people on the staff have: groups of named permissions."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.users.models import User

ORDER_DESK = "Order desk"
LOYALTY_DESK = "Loyalty desk"
ACCOUNTANT = "Accountant (read only)"
MANAGER = "Manager"
# What readers call them; the groups of the database have one name each.
LABELS: dict[str, str | Promise] = {
    ORDER_DESK: _("Order desk"),
    LOYALTY_DESK: _("Loyalty desk"),
    ACCOUNTANT: _("Accountant (read only)"),
    MANAGER: _("Manager"),
}

_READ_ORDERS = (
    "order.view_order",
    "payments.view_paymentattempt",
    "payments.view_refund",
    "returns.view_returnrequest",
)
_READ_POINTS = (
    "loyalty.view_account",
    "loyalty.view_campaign",
    "loyalty.view_ladder",
    "loyalty.view_mission",
    "loyalty.view_posting",
    "loyalty.view_rule",
    "loyalty.view_voucher",
)
_WORK_ON_ORDERS = (
    "order.mark_paid",
    "order.mark_shipped",
    "order.mark_ready",
    "order.mark_delivered",
    "order.cancel_order",
    "order.take_back",
    "order.give_goodwill",
    "returns.receive_return",
)
_MAIL = ("outbox.view_message", "outbox.retry_message")
_STOCK = ("partner.view_stockrecord", "partner.correct_stock")

_READ_BOOKS = ("books.view_reconciliationrun", "books.download_digest")

ROLES: dict[str, tuple[str, ...]] = {
    ORDER_DESK: (
        *_READ_ORDERS,
        *_WORK_ON_ORDERS,
        *_MAIL,
        "delivery.view_zone",
        *_STOCK,
    ),
    LOYALTY_DESK: (
        "order.view_order",
        *_READ_POINTS,
        "loyalty.adjust_points",
        "loyalty.draft_campaign",
        "loyalty.cancel_voucher",
        "loyalty.draft_ladder",
        "loyalty.draft_mission",
        "loyalty.lift_freeze",
        "loyalty.merge_accounts",
    ),
    ACCOUNTANT: (
        *_READ_ORDERS,
        "delivery.view_zone",
        "partner.view_stockrecord",
        "tax.view_rate",
        *_READ_POINTS,
        "outbox.view_message",
        "audit.view_entry",
        *_READ_BOOKS,
    ),
    # Money leaves by another hand than the one that takes goods back.
    MANAGER: (
        *_READ_ORDERS,
        *_READ_POINTS,
        *_WORK_ON_ORDERS,
        *_MAIL,
        "payments.pay_out_refund",
        "loyalty.adjust_points",
        "loyalty.approve_campaign",
        "loyalty.approve_ladder",
        "loyalty.approve_mission",
        "loyalty.draft_campaign",
        "loyalty.cancel_voucher",
        "loyalty.draft_ladder",
        "loyalty.draft_mission",
        "loyalty.lift_freeze",
        "loyalty.merge_accounts",
        "loyalty.publish_rule",
        "loyalty.publish_voucher",
        "delivery.view_zone",
        "delivery.change_zone",
        "delivery.change_pickuppoint",
        "tax.view_rate",
        "tax.change_rate",
        "texts.view_version",
        "texts.add_version",
        "audit.view_entry",
        "users.reset_second_factor",
        *_READ_BOOKS,
        "books.check_books",
        *_STOCK,
        "partner.change_stockrecord",
        "partner.view_stockalert",
        "shop_search.view_synonym",
        "shop_search.change_synonym",
    ),
}
# Oscar's catalogue and offer dashboards ask for many permissions of these.
MANAGED_APPS = ("catalogue", "offer", "voucher")


@transaction.atomic
def establish_roles(*, using: str = "default") -> None:
    """Create the groups with exactly their permissions; harmless to repeat."""
    named = {name for names in ROLES.values() for name in names}
    for label in {name.partition(".")[0] for name in named} | set(MANAGED_APPS):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    for role, names in ROLES.items():
        group, _created = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(_permissions(role, names, using))


def give_role(*, person: User, role: str) -> None:
    """Let a person work on the staff in one of the ROLES."""
    person.groups.add(Group.objects.get(name=role))
    if not person.is_staff:
        person.is_staff = True
        person.save(update_fields=["is_staff"])


def establish_after_migrate(*, using: str, **_signal: Any) -> None:
    """Keep the roles as this page says, after every change of the tables."""
    if "auth_group" in connections[using].introspection.table_names():
        establish_roles(using=using)


def _permissions(role: str, names: tuple[str, ...], using: str) -> list[Permission]:
    wanted = Q(pk__in=[])
    for name in names:
        label, _dot, codename = name.partition(".")
        wanted |= Q(content_type__app_label=label, codename=codename)
    if role == MANAGER:
        wanted |= Q(content_type__app_label__in=MANAGED_APPS)
    return list(Permission.objects.using(using).filter(wanted))

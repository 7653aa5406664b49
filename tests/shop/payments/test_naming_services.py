"""What was kept before there could be two services is given its service's name."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from shop.payments import settling
from shop.payments.models import Reconciliation, Settled, WebhookEvent
from tests.factories import make_order_desk
from tests.guards import without_guard

pytestmark = pytest.mark.django_db
KINDS = {
    "checkout.session.completed": "session",
    "refund.failed": "refund",
    "charge.refund.updated": "refund",
    "payment_intent.succeeded": "other",
}


@pytest.fixture(autouse=True)
def as_migrate_may(owner_connection):
    """What was settled can only be read and added to, but by who migrates."""
    owner_connection.execute("GRANT UPDATE ON payments_settled TO fairpoints_app")
    with without_guard(owner_connection, "shop_rows_stay"):
        yield
    owner_connection.execute("REVOKE UPDATE ON payments_settled FROM fairpoints_app")


def name_services():
    migration = import_module("shop.payments.migrations.0008_name_services")
    migration.name_services(apps, None)


def test_news_that_still_waits_says_what_it_concerns():
    for kind in KINDS:
        WebhookEvent.objects.create(
            provider="stripe", event_id=kind, kind=kind, received_at=timezone.now()
        )

    name_services()

    assert dict(WebhookEvent.objects.values_list("kind", "concerns")) == KINDS


def test_what_was_settled_stays_settled():
    whats = ("wrong-money", "paid-by-hand")
    found = [
        {"what": what, "subject": "s", "order": "", "amount": "1"} for what in whats
    ]
    Reconciliation.objects.create(
        provider="stripe", checked_at=timezone.now(), differences=found
    )
    desk = make_order_desk()
    for what in whats:
        Settled.objects.create(
            what=what,
            subject="s",
            reason="",
            settled_at=timezone.now(),
            actor=desk,
        )

    name_services()

    assert settling.open_differences(Reconciliation.objects.all()) == []
    settled = Settled.objects.values_list("what", "provider")
    assert dict(settled) == {"wrong-money": "stripe", "paid-by-hand": ""}

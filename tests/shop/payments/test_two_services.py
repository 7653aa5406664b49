"""Two payment services at once: what began at one is asked, paid and repaid there.

"stripe" was the only one; then "harbour" came, and new payments go there.
"""

import json
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.embedded.simulator.news import Letter
from shop.embedded.simulator.server import Simulator
from shop.orders.paying import closing_pages, reconciling
from shop.payments import providers, settling
from shop.payments.models import PaymentAttempt, Reconciliation, Refund, WebhookEvent
from shop.payments.port import ProviderNotConfigured
from tests.factories import make_basket, make_order_desk, make_staff, place
from tests.guards import without_guard
from tests.payment_services import STRIPE, entry
from tests.shop.payments import harbour
from tests.shop.payments.conftest import hear, pay_with_card, post_letter
from tests.shop.payments.test_paying import AFTER_DUE, begin, states
from tests.shop.payments.test_refunds import cancel, send

pytestmark = pytest.mark.django_db
OLD, NEW = "stripe", "harbour"
SECRETS = {OLD: "whsec_of_the_old_one", NEW: "seal of the new one"}
BACKENDS = {OLD: STRIPE, NEW: f"{harbour.__name__}.Harbour"}


@pytest.fixture
def services(settings):
    """Both of them; the shop knows the old one."""
    started = {
        name: Simulator(secret_key=f"sk_test_{name}", webhook_secret=secret)
        for name, secret in SECRETS.items()
    }
    for simulator in started.values():
        simulator.start()
    settings.PAYMENT_PROVIDERS = {}
    configure(settings, started, OLD)
    yield started
    for simulator in started.values():
        simulator.stop()


def configure(settings, services, *names):
    """Give the shop the keys of these; new payments go to the first."""
    settings.PAYMENT_PROVIDERS = {
        name: entry(
            services[name].url,
            backend=BACKENDS[name],
            secret_key=f"sk_test_{name}",
            webhook_secret=SECRETS[name],
        )
        for name in names
    }


@pytest.fixture
def orders(services, tea, settings):
    """One order begun at the old service, and then one at the new, by name."""
    begun = {}
    for name, known in ((OLD, (OLD,)), (NEW, (NEW, OLD))):
        configure(settings, services, *known)
        begun[name] = place(
            make_basket([(tea, 2)]), at=timezone.now(), payment_method="online"
        )
        begin(begun[name])
    return begun


@pytest.fixture
def desk():
    return make_order_desk()


def attempt_of(order):
    return PaymentAttempt.objects.get(order=order)


def pay(orders):
    for order in orders.values():
        assert pay_with_card(attempt_of(order).url).status == 303


def tell(client, name, letter) -> int:
    """Post to the shop what a service has to say, as it says it."""
    if name == OLD:
        return post_letter(client, letter, secret=SECRETS[OLD])
    body = harbour.reword(letter)
    return client.post(
        f"/payments/{name}/webhook",
        body,
        content_type="application/json",
        headers={harbour.SEAL: harbour.seal(body, SECRETS[name])},
    ).status_code


def tell_all(client, services) -> None:
    for name, simulator in services.items():
        for letter in simulator.news.letters:
            assert tell(client, name, letter) == 200
    hear()


def gone_back(services) -> dict[str, int]:
    """How many cents each service has paid back, whatever for."""
    return {
        name: sum(refund["amount"] for refund in simulator.store.all("refund"))
        for name, simulator in services.items()
    }


def all_states(orders) -> dict[str, list[str]]:
    return {name: states(order) for name, order in orders.items()}


def compared() -> dict[str, list[str]]:
    found = reconciling.reconcile(at=timezone.now())
    return {one.provider: [each.what for each in one.differences] for one in found}


# -- Each at its own ---------------------------------------------------------------


def test_new_payments_go_to_the_first_and_pages_stay_where_they_are(services, orders):
    for name, order in orders.items():
        assert attempt_of(order).provider == name
        assert begin(order).startswith(services[name].url)
    assert [len(one.store.all("session")) for one in services.values()] == [1, 1]


def test_the_news_of_each_is_heard_in_its_own_words(services, orders, client):
    pay(orders)

    tell_all(client, services)

    assert all_states(orders) == {OLD: ["paid"], NEW: ["paid"]}
    heard = WebhookEvent.objects.values_list("provider", "kind", "concerns", "due_at")
    assert set(heard) == {
        (OLD, "checkout.session.completed", "session", None),
        (OLD, "payment_intent.succeeded", "other", None),
        (NEW, "ship arrived", "session", None),
        (NEW, "ship sighted", "other", None),
    }


def test_money_goes_back_through_the_service_it_came_by(services, orders, client, desk):
    pay(orders)
    tell_all(client, services)

    for order in orders.values():
        cancel(order, desk)
    send()

    assert gone_back(services) == {OLD: 4490, NEW: 4490}
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}


def test_late_money_goes_back_through_the_service_it_came_by(
    services, orders, client, desk
):
    for order in orders.values():
        cancel(order, desk)
    pay({OLD: orders[OLD]})

    tell_all(client, services)
    send()

    assert states(orders[OLD]) == ["late"]
    assert gone_back(services) == {OLD: 4490, NEW: 0}


def test_pages_are_closed_where_they_are_open(services, orders):
    assert closing_pages.close_overdue(at=timezone.now() + AFTER_DUE) == 2

    assert all_states(orders) == {OLD: ["expired"], NEW: ["expired"]}
    for order in orders.values():
        assert pay_with_card(attempt_of(order).url).status == 410


def test_lost_news_of_each_is_made_up_by_asking(services, orders):
    pay(orders)

    assert reconciling.ask_about_open(at=timezone.now()) == 2

    assert all_states(orders) == {OLD: ["paid"], NEW: ["paid"]}


# -- Never at the other ------------------------------------------------------------


def news_about(thing: str, kind: str = "checkout.session.completed") -> Letter:
    thing_is = {"id": thing, "object": kind.split(".", maxsplit=1)[0]}
    return Letter(
        json.dumps({"id": f"evt_{thing}", "type": kind, "data": {"object": thing_is}})
    )


@pytest.mark.parametrize("knows_it_too", [False, True])
def test_news_of_one_about_a_session_of_the_other_touches_nothing(
    services, orders, client, knows_it_too
):
    """Even where both happen to call a session the same."""
    pay({NEW: orders[NEW]})
    session_id = attempt_of(orders[NEW]).session_id
    if knows_it_too:
        of_the_new = services[NEW].store.get(session_id, "session")
        intent = of_the_new["payment_intent"]
        services[OLD].store.put("session", of_the_new)
        services[OLD].store.put("intent", services[NEW].store.get(intent, "intent"))

    assert tell(client, OLD, news_about(session_id)) == 200
    hear()

    assert all_states(orders) == {OLD: ["open"], NEW: ["open"]}
    event = WebhookEvent.objects.get()
    assert event.due_at is None
    assert bool(event.last_error) is not knows_it_too


def test_news_of_one_about_a_refund_of_the_other_wakes_nothing(
    services, orders, client, desk, owner_connection
):
    pay(orders)
    tell_all(client, services)
    for order in orders.values():
        cancel(order, desk)
    send()
    with without_guard(owner_connection, "shop_refund_stays_what_it_is"):
        Refund.objects.update(provider_id="re_both")

    assert tell(client, OLD, news_about("re_both", "refund.updated")) == 200
    hear()

    woken = Refund.objects.filter(due_at__isnull=False)
    assert [refund.attempt.provider for refund in woken] == [OLD]


def test_neither_is_believed_in_the_others_name(services, orders, client):
    letter = news_about("cs_test_any")
    assert post_letter(client, letter, secret=SECRETS[NEW]) == 400
    assert client.post(f"/payments/{NEW}/webhook", b"{}", "text/x").status_code == 400
    assert client.post("/payments/nobody/webhook", b"{}", "text/x").status_code == 404
    assert WebhookEvent.objects.count() == 0


# -- Compared ----------------------------------------------------------------------


def test_each_is_compared_with_its_own(services, orders, desk):
    pay(orders)
    assert compared() == {NEW: [], OLD: []}
    assert all_states(orders) == {OLD: ["paid"], NEW: ["paid"]}

    PaymentAttempt.objects.filter(provider=NEW).delete()

    assert compared()[OLD] == []
    assert "money-without-order" in compared()[NEW]


def test_what_is_settled_at_one_is_still_told_of_the_other(services, orders, desk):
    both = {"what": "money-without-order", "order": "", "subject": "s", "amount": "1"}
    for name in (OLD, NEW):
        Reconciliation.objects.create(
            provider=name,
            checked_at=timezone.now(),
            differences=[both | {"provider": name}],
        )

    settling.settle(
        provider=OLD,
        what=both["what"],
        subject="s",
        reason="Sent back there",
        actor=desk,
        settled_at=timezone.now(),
    )

    left = settling.open_differences(Reconciliation.objects.all())
    assert [one["provider"] for one in left] == [NEW]


# -- The old one has lost its keys -------------------------------------------------


@pytest.fixture
def without_old(settings, services):
    return partial(configure, settings, services, NEW)


@pytest.fixture
def with_old(settings, services):
    return partial(configure, settings, services, NEW, OLD)


def test_a_refund_waits_for_the_keys_of_its_service(
    services, orders, client, desk, without_old, with_old
):
    pay(orders)
    tell_all(client, services)
    for order in orders.values():
        cancel(order, desk)
    without_old()

    send()

    assert gone_back(services) == {OLD: 0, NEW: 4490}
    waiting = Refund.objects.get(attempt__provider=OLD)
    assert (waiting.state, waiting.provider_id) == ("promised", "")
    assert waiting.due_at > timezone.now()
    assert "'stripe'" in waiting.last_error
    client.force_login(make_staff("payments.view_refund"))
    assert "No keys of the payment service" in client.get(reverse("staff:refunds")).text

    with_old()
    send(at=timezone.now() + timedelta(hours=1))
    assert gone_back(services) == {OLD: 4490, NEW: 4490}


def test_a_page_of_it_keeps_no_other_open(services, orders, tea, settings, with_old):
    """More of them than silences that a sweep bears."""
    configure(settings, services, OLD)
    for _number in range(4):
        basket = make_basket([(tea, 1)])
        begin(place(basket, at=timezone.now(), payment_method="online"))
    configure(settings, services, NEW)
    later = timezone.now() + AFTER_DUE

    assert closing_pages.close_overdue(at=later) == 1
    assert all_states(orders) == {OLD: ["open"], NEW: ["expired"]}

    with_old()
    assert closing_pages.close_overdue(at=later) == 5
    assert states(orders[OLD]) == ["expired"]


def test_who_may_have_paid_there_is_not_led_to_another_page(
    services, orders, without_old
):
    without_old()

    with pytest.raises(ProviderNotConfigured):
        begin(orders[OLD])
    assert all_states(orders) == {OLD: ["open"], NEW: ["open"]}


def test_who_never_saw_its_page_goes_to_the_new_one(services, orders, without_old):
    PaymentAttempt.objects.filter(order=orders[OLD]).update(session_id="", url="")
    without_old()

    with pytest.raises(ProviderNotConfigured):
        begin(orders[OLD])
    assert begin(orders[OLD]).startswith(services[NEW].url)
    assert states(orders[OLD]) == ["failed", "open"]


def test_its_news_waits_and_new_news_is_refused(services, orders, client, without_old):
    pay(orders)
    letter = services[OLD].news.letters[-1]
    assert tell(client, OLD, letter) == 200
    without_old()

    hear()

    event = WebhookEvent.objects.get(provider=OLD)
    assert event.due_at > timezone.now()
    assert "ProviderNotConfigured" in event.last_error
    assert tell(client, OLD, letter) == 404


def test_people_see_that_it_cannot_be_compared(
    services, orders, client, without_old, with_old
):
    pay(orders)
    compared()
    without_old()
    PaymentAttempt.objects.filter(provider=NEW).delete()

    assert "money-without-order" in compared()[NEW]

    old = Reconciliation.objects.get(provider=OLD)
    assert "No keys" in old.problem
    assert old.checked_at is not None
    client.force_login(make_staff("payments.view_paymentattempt"))
    page = client.get(reverse("staff:payments")).text
    assert "Stripe cannot be asked just now" in page
    assert "Money without an order" in page

    with_old()
    compared()
    assert Reconciliation.objects.get(provider=OLD).problem == ""


def test_once_nothing_of_it_is_left_it_is_forgotten(services, orders, without_old):
    pay(orders)
    compared()
    without_old()
    PaymentAttempt.objects.update(created_at=timezone.now() - timedelta(days=5))

    assert list(compared()) == [NEW]
    assert not Reconciliation.objects.filter(provider=OLD).exists()


# -- The control -------------------------------------------------------------------


def test_control_asked_where_new_payments_go_all_goes_astray(
    services, orders, client, desk, monkeypatch
):
    """As it was: the service of the day, instead of the attempt's own."""
    pay(orders)
    tell_all(client, services)
    for order in orders.values():
        cancel(order, desk)
    current = providers.current()
    monkeypatch.setattr(providers, "named", lambda _name: current)

    send()

    assert gone_back(services) == {OLD: 0, NEW: 4490}
    assert Refund.objects.get(attempt__provider=OLD).state == "failed"

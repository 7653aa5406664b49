"""Whatever breaks in the middle of a step, the order ends in one of a few ways.

S02, S05, S18, L01, L08: after the recovery goods, points and money agree, and
trying again leads on. What the payment service says was paid is what counts.
"""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shop.books.examining import pieces
from shop.documents import reconciliation
from shop.embedded.fingerprints import ROOT
from shop.forks.order.models import Order
from shop.orders.paying import reconciling
from shop.orders.paying.differing import Difference
from shop.payments import refunding
from shop.payments.models import Refund
from shop.payments.stripe.provider import Stripe
from tests.factories import announce_gifts
from tests.faults import broken, matrix
from tests.faults.matrix import CELLS, DOUBLES, ENDS, FAULTS, STEPS, Fault, Step
from tests.faults.recovering import sweep
from tests.faults.story import Story
from tests.faults.town import eventually

pytestmark = pytest.mark.concurrency
# Pauses before something is tried again are shorter.
LATER = timedelta(minutes=2)


def break_in(step: Step, fault: Fault, story: Story) -> None:
    """Come to the step, take it while the fault happens, and heal the shop."""
    step.before(story)
    broken.take(step, fault, story)
    story.town.await_well()


def ends(story: Story, name: str, *, patience: float = 20) -> bool:
    return eventually(lambda: story.facts() == ENDS[name], patience=patience)


def differences(*, since: datetime | None = None) -> list[Difference]:
    compared = reconciling.reconcile(at=timezone.now(), since=since)
    return [one for comparison in compared for one in comparison.differences]


def assert_the_books_agree(*, since: datetime | None = None) -> None:
    """What `reconcile`, `reconcile_documents` and `reconcile_payments` would list.

    The payment service is asked about what came `since`: a cell has it tell its own
    story, and the last test of all of them.
    """
    announce_gifts()
    now = timezone.now()
    assert [wrong for piece in pieces(at=now) for wrong in piece.differences] == []
    assert list(reconciliation.differences()) == []
    assert differences(since=since) == []


@pytest.mark.parametrize(
    ("step", "fault"),
    CELLS,
    ids=[f"{step.name}, {fault.name}" for step, fault in CELLS],
)
def test_a_fault_leaves_nothing_half_done(story, step, fault):
    break_in(step, fault, story)

    assert_nothing_is_half_done(story, step, matrix.end(step, fault))


@pytest.mark.parametrize(
    "both",
    DOUBLES,
    ids=[f"{one.step.name}, {one.around.name}, {one.fault.name}" for one in DOUBLES],
)
def test_two_faults_leave_nothing_half_done(story, both):
    both.step.before(story)
    broken.take_amid(both.step, both.around, both.fault, story)
    story.town.await_well()

    assert_nothing_is_half_done(story, both.step, matrix.end(both.step, both.fault))


def assert_nothing_is_half_done(story: Story, step: Step, expected: str) -> None:
    """After the sweeps the order stands as `expected`, and trying again leads on."""
    sweep(at=timezone.now() + LATER)
    assert ends(story, expected), f"{story.facts()} is not {expected}"
    assert_the_books_agree(since=story.began)

    step.again(story)
    assert ends(story, step.finally_), f"{story.facts()} is not {step.finally_}"
    assert Order.objects.filter(user=story.member).count() == 1
    sweep(at=timezone.now() + LATER)
    assert eventually(story.mails_are_sent)
    assert_the_books_agree(since=story.began)


@pytest.mark.parametrize("fault", ["broker down", "webhook lost"])
def test_control_without_sweeps_a_paid_order_waits(story, fault):
    """The positive control: the fault is real, and it is the sweep that heals."""
    step = STEPS["hear the webhook"]
    break_in(step, FAULTS[fault], story)

    assert story.facts() != ENDS["paid"]
    assert not ends(story, "paid", patience=2)

    sweep(at=timezone.now() + LATER)
    assert ends(story, "paid")


def test_control_who_sends_a_refund_blindly_again_does_not_know_it_was_paid(
    story, monkeypatch
):
    """The positive control: without looking for it first, the books disagree."""
    monkeypatch.setattr(Stripe, "find_refund", lambda *_self, **_asked: None)
    break_in(
        STEPS["send the refund"], FAULTS["service answers 500, and yet did it"], story
    )

    sweep(at=timezone.now() + LATER)
    assert [found.what for found in differences()] == ["refund-stuck"]

    # So that the shop is as the next test wants to find it.
    refund = Refund.objects.get(payment__order__user=story.member)
    refunding.mark_paid_out(
        reference=refund.reference, actor=story.desk, paid_out_at=timezone.now()
    )
    assert_the_books_agree()


def test_what_all_of_them_left_agrees(town):
    assert_the_books_agree()


def test_the_documentation_shows_this_matrix():
    shown = (ROOT / "docs" / "faults.md").read_text()

    assert matrix.table() in shown
    assert matrix.doubles_table() in shown

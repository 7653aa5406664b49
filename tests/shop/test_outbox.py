"""Mail leaves whatever happens to the mail server or the broker (S04)."""

import asyncio
import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.core.exceptions import PermissionDenied

from shop.audit.models import Entry
from shop.forks.order.models import Order
from shop.outbox import delivering, retrying, sending, tasks
from shop.outbox.backoff import MOST_ATTEMPTS
from shop.outbox.models import Message
from shop.users.models import User
from tests.factories import (
    NOW,
    make_basket,
    make_order_desk,
    make_product,
    make_staff,
    place,
)
from tests.hearing import let_all_hear

pytestmark = pytest.mark.django_db


def queue(kind="welcome", reference="1", **fields):
    joined, _new = User.objects.get_or_create(email="ada@example.com")
    about = {"user_id": joined.pk}
    fields = {"to": joined.email, "language": "en", "context": about} | fields
    return sending.queue(kind=kind, reference=reference, queued_at=NOW, **fields)


class Postbox:
    """A mail server that keeps what it gets."""

    def __init__(self):
        self.envelopes = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.envelopes.append(envelope)
        return "250 OK"


class MailServer(Controller):
    """It stops when all have hung up: an open line fails whichever test is next."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = 0

    def factory(self):
        server = self

        class Line(SMTP):
            def connection_made(self, transport):
                server.lines += 1
                super().connection_made(transport)

            def connection_lost(self, error):
                super().connection_lost(error)
                server.lines -= 1

        return Line(self.handler)

    async def _all_hung_up(self):
        while self.lines:
            await asyncio.sleep(0.01)

    def stop(self, no_assert=False):
        hung_up = asyncio.run_coroutine_threadsafe(self._all_hung_up(), self.loop)
        hung_up.result(timeout=10)
        super().stop(no_assert)


@pytest.fixture
def smtp_port(settings):
    """A port that nobody listens on, set as the mail server's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    return port


def test_s04_a_dead_mail_server_loses_neither_order_nor_mail(smtp_port):
    """S04."""
    order = place(make_basket([(make_product(), 1)]))
    let_all_hear()

    tried = delivering.deliver_next(at=NOW)

    assert Order.objects.get() == order
    message = Message.objects.get()
    assert message == tried
    assert (message.state, message.attempts) == (Message.State.DUE, 1)
    assert "ConnectionRefusedError" in message.last_error
    assert message.due_at > NOW
    assert delivering.deliver_next(at=NOW) is None  # it waits for its next time

    postbox = Postbox()
    server = MailServer(postbox, hostname="127.0.0.1", port=smtp_port)
    server.start()
    try:
        delivering.deliver_next(at=message.due_at)
    finally:
        server.stop()

    (envelope,) = postbox.envelopes
    assert envelope.rcpt_tos == ["guest@example.com"]
    assert order.number.encode() in envelope.content
    message.refresh_from_db()
    assert (message.state, message.last_error) == (Message.State.SENT, "")


def test_a_message_is_given_up_after_a_fixed_number_of_attempts(smtp_port):
    queue()
    at = NOW
    for _attempt in range(MOST_ATTEMPTS):
        at = delivering.deliver_next(at=at + timedelta(hours=7)).due_at

    message = Message.objects.get()
    assert (message.state, message.attempts) == (Message.State.FAILED, MOST_ATTEMPTS)
    assert delivering.deliver_next(at=at + timedelta(days=99)) is None


def test_a_message_that_cannot_be_written_does_not_stop_the_others(mailoutbox):
    queue(reference="2")
    Message.objects.update(kind="no-such-mail")
    queue()

    delivering.deliver_next(at=NOW)
    delivering.deliver_next(at=NOW)

    assert len(mailoutbox) == 1
    assert "TemplateDoesNotExist" in Message.objects.get(kind="no-such-mail").last_error


def test_a_cause_is_told_once():
    assert queue() == queue(to="other@example.com")
    assert queue(reference="2") != queue(kind="account-exists", reference="2")
    assert Message.objects.count() == 3


def test_the_worker_sends_all_that_is_due(mailoutbox):
    for number in range(3):
        queue(reference=str(number))
    queue(reference="later")
    Message.objects.filter(reference="welcome:later").update(
        due_at="2999-01-01T00:00:00Z"
    )

    assert tasks.send_due() == 3
    assert tasks.send_due() == 0
    assert len(mailoutbox) == 3


def test_the_worker_is_woken_after_the_commit_only(
    monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(tasks.send_due, "delay", lambda: woken.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        queue()
        assert woken == []

    assert woken == [True]


def test_s04_a_dead_broker_harms_nothing():
    """S04: in a process of its own, since connections to the broker are kept."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    code = (
        "import django, time; django.setup();"
        "from shop.outbox.sending import wake_worker;"
        "started = time.monotonic(); wake_worker();"
        "print(time.monotonic() - started)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ
        | {"CELERY_BROKER_URL": dead, "DJANGO_SETTINGS_MODULE": "shop.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 2
    assert "The broker does not answer" in done.stderr


def test_s15_s19_retrying_asks_for_permission_and_is_logged(mailoutbox):
    """S15, S19."""
    message = queue()
    Message.objects.update(state=Message.State.FAILED, attempts=MOST_ATTEMPTS)
    desk = make_order_desk()

    with pytest.raises(PermissionDenied):
        retrying.retry(
            message_id=message.pk, actor=make_staff("outbox.view_message"), at=NOW
        )
    again = retrying.retry(message_id=message.pk, actor=desk, at=NOW)

    assert (again.state, again.attempts) == (Message.State.DUE, 0)
    entry = Entry.objects.get()
    assert (entry.actor, entry.action) == (desk, "outbox.retry")
    assert entry.before == {"state": "failed", "attempts": MOST_ATTEMPTS}
    delivering.deliver_next(at=NOW)
    with pytest.raises(retrying.AlreadySent):
        retrying.retry(message_id=message.pk, actor=desk, at=NOW)
    assert len(mailoutbox) == 1

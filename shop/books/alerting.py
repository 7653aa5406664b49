"""Tell people by mail that the books do not agree, once a run."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from shop.books.models import ReconciliationRun
from shop.outbox import sending
from shop.users.models import User

# As many differences as fit a mail; the page has more.
SHOWN = 10


def alert(*, run: ReconciliationRun, at: datetime) -> None:
    """Queue a mail to each address of `ALERT_EMAILS`, else to who may check books."""
    for number, (email, language, name) in enumerate(_recipients()):
        sending.queue(
            kind="books-differ",
            to=email,
            language=language,
            context={
                "name": name,
                "differences": run.differences,
                "first": run.first[:SHOWN],
                "error": run.error,
            },
            reference=f"run:{run.pk}:{number}",
            queued_at=at,
        )


def _recipients() -> Iterator[tuple[str, str, str]]:
    if settings.ALERT_EMAILS:
        for email in settings.ALERT_EMAILS:
            yield email, settings.LANGUAGE_CODE, ""
        return
    people = User.objects.filter(
        is_active=True,
        is_staff=True,
        groups__permissions__codename="check_books",
        groups__permissions__content_type__app_label="books",
    )
    for person in people.distinct().order_by("pk"):
        yield person.email, person.language, person.first_name

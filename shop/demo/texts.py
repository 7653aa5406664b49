"""What the demo shop says of itself: examples, and each says that it is one."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from shop.texts import publishing, reading
from shop.texts.models import Page
from shop.users.models import User

WORDS = Path(__file__).parent / "words"
# Before the demo's first order.
SINCE = timedelta(days=400)


def write_texts(*, by: User, at: datetime) -> None:
    """Publish the pages that nobody has written."""
    for page in Page:
        if reading.latest(page) is None:
            publishing.publish(
                page=page,
                bodies={
                    code: (WORDS / f"{page.value}.{code}.md").read_text("utf-8")
                    for code, _name in settings.LANGUAGES
                },
                valid_from=None,
                earlier=None,
                actor=by,
                published_at=at - SINCE,
            )

from functools import partial

import pytest

from shop.texts import publishing, reading
from shop.texts.models import Page
from tests.factories import NOW, make_staff


@pytest.fixture
def author(db):
    return make_staff(publishing.PERMISSION, "texts.view_version")


@pytest.fixture
def publish(author):
    return partial(publish_by, author)


def publish_by(author, page=Page.TERMS, /, *, at=NOW, begins=None, en="Words", zh=""):
    """Publish on what was written last."""
    newest = reading.latest(page)
    return publishing.publish(
        page=page,
        bodies={"en": en, "zh-hans": zh},
        valid_from=begins,
        earlier=newest.pk if newest else None,
        actor=author,
        published_at=at,
    )

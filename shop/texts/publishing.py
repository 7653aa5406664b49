"""What staff publish: a new wording of a page, from now or from a later moment."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from modeltranslation.utils import build_localized_fieldname

from shop.audit.record import record
from shop.texts import reading
from shop.texts.models import Page, Version
from shop.texts.wording import LONGEST, says_something, tidy
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "texts.add_version"
FARTHEST = timedelta(days=3653)  # ten years


class SaysNothing(Exception):
    """In no language is there a word that could be shown."""


class TooLong(Exception):
    """A text has LONGEST signs at most; `language` is the one that has more."""

    def __init__(self, language: str):
        super().__init__(language)
        self.language = language


class BeginsInThePast(Exception):
    """What held is what orders were placed under: it stays."""


class BeginsTooLate(Exception):
    """A year with a sign too many: nobody would ever read it."""


class WrittenMeanwhile(Exception):
    """Somebody else has published another wording since this one was begun."""


@transaction.atomic
def publish(
    *,
    page: Page,
    bodies: Mapping[str, str],
    valid_from: datetime | None,
    earlier: int | None,
    actor: User,
    published_at: datetime,
) -> Version:
    """Let a wording hold from `valid_from` on, or from now where that is None.

    `bodies` are by language, and one is enough. `earlier` is the version that the
    writer had before them. Raises SaysNothing, TooLong, BeginsInThePast,
    BeginsTooLate and WrittenMeanwhile.
    """
    require(actor, PERMISSION)
    texts = _checked(bodies)
    if valid_from and valid_from < published_at:
        raise BeginsInThePast(valid_from)
    if valid_from and valid_from > published_at + FARTHEST:
        raise BeginsTooLate(valid_from)
    before = reading.latest(page)
    if (before.pk if before else None) != earlier:
        raise WrittenMeanwhile(page)
    try:
        with transaction.atomic():
            version = Version.objects.create(
                page=page,
                valid_from=valid_from or published_at,
                written_at=published_at,
                earlier=before,
                **{
                    build_localized_fieldname("body", language): text
                    for language, text in texts.items()
                },
            )
    except IntegrityError as same:
        # Of two at once, the second finds that another follows the same one.
        raise WrittenMeanwhile(page) from same
    record(
        actor=actor,
        action="texts.publish",
        subject=f"text:{page}",
        recorded_at=published_at,
        before={"version": before.pk, "languages": _said(before)} if before else None,
        after={
            "version": version.pk,
            "languages": _said(version),
            "begins_at": version.valid_from.isoformat(),
        },
    )
    return version


def _checked(bodies: Mapping[str, str]) -> dict[str, str]:
    texts = {code: tidy(bodies.get(code, "")) for code, _name in settings.LANGUAGES}
    for language, text in texts.items():
        if len(text) > LONGEST:
            raise TooLong(language)
    # What shows nothing, an empty tag say, is not written.
    shown = {code: text if says_something(text) else "" for code, text in texts.items()}
    if not any(shown.values()):
        raise SaysNothing
    return shown


def _said(version: Version) -> str:
    lacking = reading.lacking(version)
    return ", ".join(code for code, _name in settings.LANGUAGES if code not in lacking)

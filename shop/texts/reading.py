"""Which wording holds when, and which languages it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from shop.texts.models import AGREED, Page, Version

BETWEEN = "-"


@dataclass(frozen=True)
class Agreed:
    """The versions an order is placed under, as far as the shop has written them."""

    terms: int | None = None
    returns: int | None = None

    @property
    def mark(self) -> str:
        """What a page sends along of what it showed."""
        return BETWEEN.join(str(pk or 0) for pk in (self.terms, self.returns))


@dataclass(frozen=True)
class Wording:
    """A text in one language: `is_other` if the reader's own is not written."""

    text: str
    language: str
    is_other: bool


def in_force(page: Page, *, at: datetime) -> Version | None:
    begun = Version.objects.filter(page=page, valid_from__lte=at)
    return begun.order_by("-valid_from", "-pk").first()


def latest(page: Page) -> Version | None:
    """The one that was written last, whenever it begins: the next is based on it."""
    return Version.objects.filter(page=page).order_by("-pk").first()


def agreed(*, at: datetime) -> Agreed:
    """Return what an order is placed under at this time: one query."""
    begun = Version.objects.filter(page__in=AGREED, valid_from__lte=at)
    newest = begun.order_by("page", "-valid_from", "-pk").distinct("page")
    found = dict(newest.values_list("page", "pk"))
    return Agreed(terms=found.get(Page.TERMS), returns=found.get(Page.RETURNS))


def written_pages(*, at: datetime) -> dict[Page, datetime]:
    """Each page with a text, and since when it has this one."""
    begun = Version.objects.filter(valid_from__lte=at)
    newest = begun.order_by("page", "-valid_from", "-pk").distinct("page")
    since: Mapping[str, datetime] = dict(newest.values_list("page", "valid_from"))
    return {page: since[page] for page in Page if page in since}


def wording(version: Version) -> Wording:
    """The text in the reader's language, or in the first that it is written in."""
    own = get_language() or settings.LANGUAGE_CODE
    others = [code for code, _name in settings.LANGUAGES if code != own]
    for language in (own, *others):
        if text := body_in(version, language):
            return Wording(text, language, is_other=language != own)
    return Wording("", own, is_other=False)


def body_in(version: Version, language: str) -> str:
    """What is written in this very language; empty if nothing is."""
    text: str | None = getattr(version, build_localized_fieldname("body", language))
    return text or ""


def lacking(version: Version) -> list[str]:
    """The languages the text is not written in."""
    return [code for code, _name in settings.LANGUAGES if not body_in(version, code)]

"""What staff say that words mean besides, each change with its entry in the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.audit.record import record
from shop.search import missing
from shop.search.asking import clean
from shop.search.models import Synonym
from shop.search.words import key
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "shop_search.change_synonym"
MOST_WORDS = 20


class SaysNothing(Exception):
    """A synonym needs words, and others that they mean."""


class KnownAlready(Exception):
    """There is a synonym for one of the words; `word` is which."""

    def __init__(self, word: str):
        super().__init__(word)
        self.word = word


@transaction.atomic
def add(
    *,
    words: Iterable[str],
    means: Iterable[str],
    is_mutual: bool,
    actor: User,
    added_at: datetime,
) -> Synonym:
    """Let who searches for one of `words` also find what is called one of `means`.

    Searches for them that found nothing are off the list from then on. Raises
    SaysNothing and KnownAlready.
    """
    require(actor, PERMISSION)
    synonym = Synonym(**_checked(words, means, is_mutual, but=None))
    synonym.save()
    missing.settle(synonym.words)
    _record("search.add-synonym", synonym, actor, added_at, after=_facts(synonym))
    return synonym


@transaction.atomic
def change(
    *,
    synonym_id: int,
    words: Iterable[str],
    means: Iterable[str],
    is_mutual: bool,
    actor: User,
    changed_at: datetime,
) -> Synonym:
    """Say it otherwise. Repeating it changes nothing more.

    Raises Synonym.DoesNotExist, SaysNothing and KnownAlready.
    """
    require(actor, PERMISSION)
    synonym = Synonym.objects.select_for_update(no_key=True).get(pk=synonym_id)
    before = _facts(synonym)
    for name, value in _checked(words, means, is_mutual, but=synonym).items():
        setattr(synonym, name, value)
    after = _facts(synonym)
    if after == before:
        return synonym
    synonym.save()
    missing.settle(synonym.words)
    _record(
        "search.change-synonym", synonym, actor, changed_at, before=before, after=after
    )
    return synonym


@transaction.atomic
def remove(*, synonym_id: int, actor: User, removed_at: datetime) -> None:
    """Forget a synonym. Raises Synonym.DoesNotExist."""
    require(actor, PERMISSION)
    synonym = Synonym.objects.select_for_update().get(pk=synonym_id)
    _record("search.remove-synonym", synonym, actor, removed_at, before=_facts(synonym))
    synonym.delete()


def _checked(
    words: Iterable[str], means: Iterable[str], is_mutual: bool, *, but: Synonym | None
) -> dict[str, Any]:
    said, meant = _distinct(words), _distinct(means)
    if not said or (not meant and not (is_mutual and len(said) > 1)):
        raise SaysNothing
    known = [key(word) for word in (*said, *(meant if is_mutual else ()))]
    others = Synonym.objects.exclude(pk__in=[but.pk] if but else [])
    for taken in others.filter(keys__overlap=known):
        word = next(one for one in (*said, *meant) if key(one) in taken.keys)
        raise KnownAlready(word)
    return {"words": said, "means": meant, "is_mutual": is_mutual, "keys": known}


def _distinct(words: Iterable[str]) -> list[str]:
    """The words that say anything, each once."""
    found = {key(word): clean(word) for word in words if key(word)}
    return list(found.values())[:MOST_WORDS]


def _facts(synonym: Synonym) -> dict[str, Any]:
    return {
        "words": ", ".join(synonym.words),
        "means": ", ".join(synonym.means),
        "is_mutual": synonym.is_mutual,
    }


def _record(
    action: str, synonym: Synonym, actor: User, at: datetime, **facts: Any
) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"synonym:{synonym.pk}",
        recorded_at=at,
        **facts,
    )

"""Categories: what is said of them, where they stand, and what may go.

Their codes never change: rules and orders know them by those (F19).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from modeltranslation.utils import get_translation_fields

from shop.audit.record import record
from shop.catalogue.changing import NoAddress
from shop.catalogue.merging import Clash, merge
from shop.forks.catalogue.models import Category
from shop.forks.deleting import uses_of
from shop.users.models import User
from shop.users.permission import require

CHANGE, ADD, DELETE = (
    f"catalogue.{what}_category" for what in ("change", "add", "delete")
)
TEXTS = tuple(
    name
    for text in ("name", "slug", "description", "meta_title", "meta_description")
    for name in get_translation_fields(text)
)
FACTS = (*TEXTS, "tint", "is_public", "exclude_from_menu")
BELOW = "below"
STEPS = {"up": ("left", -1), "down": ("right", 1)}


class CategoryChangedMeanwhile(Exception):
    """Somebody else changed the same."""

    def __init__(self, clashes: list[Clash]):
        super().__init__(clashes)
        self.clashes = clashes


class BelowItself(Exception):
    """A category cannot stand below itself."""


class CategoryInUse(Exception):
    """Goods, ranges or other categories need it."""


def facts_of(category: Category | None) -> dict[str, Any]:
    """What is said of a category; of a new one, what it begins with."""
    shown = category or Category()
    facts = {name: _plain(getattr(shown, name)) for name in FACTS}
    above = Category.objects.get_parent(category) if category else None
    return facts | {BELOW: above.code if above else "", "image": shown.image.name or ""}


@transaction.atomic
def write(
    *,
    category_id: int | None,
    seen: Mapping[str, Any],
    wanted: Mapping[str, Any],
    actor: User,
    written_at: datetime,
    image: File | None = None,
    drops_image: bool = False,
) -> Category:
    """Begin a category, or change what was changed of one, and nothing else.

    It stands last below another one where that is changed. Raises
    Category.DoesNotExist, CategoryChangedMeanwhile, BelowItself and NoAddress.
    """
    require(actor, CHANGE if category_id else ADD)
    _one_at_a_time()
    kept = Category.objects.get(pk=category_id) if category_id else None
    before = facts_of(kept)
    written, clashes = merge(seen=seen, now=before, wanted=wanted)
    if clashes:
        raise CategoryChangedMeanwhile(clashes)
    category = kept or Category()
    for name in set(written) & set(FACTS):
        column: Any = category._meta.get_field(name)
        empty = written[name] == "" and column.null
        setattr(category, name, None if empty else written[name])
    if image or drops_image:
        category.image = image or None
    category.give_slugs()
    if not category.slug_en:
        raise NoAddress
    category = _put(category, below=written.get(BELOW))
    if kept:
        _note(category, before, actor, written_at, action="category.change")
    else:
        _note(category, {}, actor, written_at, action="category.create")
    return category


@transaction.atomic
def move(*, category_id: int, step: str, actor: User, moved_at: datetime) -> Category:
    """Let a category change places with the one before ("up") or behind it ("down").

    The first and the last stay. Raises Category.DoesNotExist.
    """
    require(actor, CHANGE)
    _one_at_a_time()
    category = Category.objects.get(pk=category_id)
    side, way = STEPS[step]
    row = list(Category.objects.get_siblings(category))
    place = row.index(category) + way
    if 0 <= place < len(row):
        Category.objects.move(category, row[place], pos=side)
        record(
            actor=actor,
            action="category.move",
            subject=f"category:{category_id}",
            recorded_at=moved_at,
            before={"place": place - way + 1},
            after={"place": place + 1},
        )
    return Category.objects.get(pk=category_id)


@transaction.atomic
def remove(*, category_id: int, actor: User, removed_at: datetime) -> None:
    """Delete a category that nothing needs (F20). Raises CategoryInUse."""
    require(actor, DELETE)
    _one_at_a_time()
    category = Category.objects.get(pk=category_id)
    if Category.objects.get_children_count(category) or uses_of(category):
        raise CategoryInUse
    facts = facts_of(category)
    category.delete()
    record(
        actor=actor,
        action="category.remove",
        subject=f"category:{category_id}",
        recorded_at=removed_at,
        before={name: said for name, said in facts.items() if said},
    )


def _one_at_a_time() -> None:
    """Where one stands says where others do: paths are written for several."""
    list(Category.objects.select_for_update(no_key=True).order_by("pk").values("pk"))


def _put(category: Category, *, below: str | None) -> Category:
    above = Category.objects.get(code=below) if below else None
    if category.pk is None:
        if above:
            return Category.objects.add_child(above, instance=category)
        return Category.objects.add_root(instance=category)
    category.save()
    if below is None:
        return category
    if above and (above.path.startswith(category.path)):
        raise BelowItself
    if above:
        Category.objects.move(category, above, pos="last-child")
    elif last := Category.objects.get_last_root_node():
        Category.objects.move(category, last, pos="right")
    moved = Category.objects.get(pk=category.pk)
    # Goods are found by the names of what is above them, and hidden along with it.
    moved.save()
    return moved


def _note(
    category: Category,
    before: Mapping[str, Any],
    actor: User,
    at: datetime,
    *,
    action: str,
) -> None:
    after = facts_of(Category.objects.get(pk=category.pk))
    changed = [name for name in after if after[name] != before.get(name, "")]
    if not changed:
        return
    record(
        actor=actor,
        action=action,
        subject=f"category:{category.pk}",
        recorded_at=at,
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed},
    )


def _plain(value: Any) -> Any:
    return "" if value is None else value

"""The shop's categories as one small tree, kept in the process."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models.fields.files import FieldFile
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from shop.forks.catalogue.models import Category
from shop.freshness.epochs import kept
from shop.requests import ShopRequest

STEP = Category.steplen


@dataclass(frozen=True)
class Shelf:
    """A category as pages show it."""

    id: int
    name: str
    description: str
    path: str
    url: str
    slug: str
    code: str
    tint: str
    image: FieldFile

    def holds(self, other: "Shelf") -> bool:
        """Say whether `other` is this category or below it."""
        return other.path.startswith(self.path)


@dataclass(frozen=True)
class Tree:
    """Every public category, parents before children."""

    shelves: tuple[Shelf, ...]
    by_id: dict[int, Shelf] = field(default_factory=dict)
    by_path: dict[str, Shelf] = field(default_factory=dict)

    @property
    def roots(self) -> list[Shelf]:
        return [shelf for shelf in self.shelves if len(shelf.path) == STEP]

    def above(self, shelf: Shelf) -> list[Shelf]:
        """Return the categories above `shelf`, from the top."""
        return [
            self.by_path[shelf.path[:end]] for end in range(STEP, len(shelf.path), STEP)
        ]

    def below(self, shelf: Shelf) -> list[Shelf]:
        """Return the categories directly below `shelf`."""
        return [
            other
            for other in self.shelves
            if shelf.holds(other) and len(other.path) == len(shelf.path) + STEP
        ]

    def labels(self, category_ids: Iterable[int]) -> frozenset[str]:
        """Return the codes of these categories and of those above them."""
        return frozenset(
            label.code
            for shelf in self.known(category_ids)
            for label in (*self.above(shelf), shelf)
        )

    def known(self, category_ids: Iterable[int]) -> list[Shelf]:
        return [self.by_id[pk] for pk in category_ids if pk in self.by_id]


def tree_of(request: ShopRequest) -> Tree:
    """Return the tree in the language of the page, the same for the whole request."""
    held = request.__dict__
    if "category_tree" not in held:
        held["category_tree"] = kept(("categories", get_language()), _read)
    return held["category_tree"]


def _read() -> Tree:
    """Read the categories, without those that no address leads to.

    Every page shows the tree: one odd row must not take them all down (F16).
    """
    tree = Tree(shelves=())
    shelves: list[Shelf] = []
    for category in Category.objects.browsable().order_by("path"):
        above = tree.by_path.get(category.path[:-STEP])
        if above is None and not category.is_root():
            continue
        parents = [*tree.above(above), above] if above else []
        try:
            shelf = _shelf(category, parents)
        except NoReverseMatch:
            continue
        shelves.append(shelf)
        tree.by_id[shelf.id] = tree.by_path[shelf.path] = shelf
    return Tree(tuple(shelves), tree.by_id, tree.by_path)


def _shelf(category: Category, parents: Iterable[Shelf]) -> Shelf:
    full_slug = "/".join([*(parent.slug for parent in parents), category.slug])
    return Shelf(
        id=category.pk,
        name=category.name,
        description=category.description,
        path=category.path,
        url=reverse(
            "catalogue:category",
            kwargs={"category_slug": full_slug, "pk": category.pk},
        ),
        slug=category.slug,
        code=category.code,
        tint=category.tint,
        image=category.image,
    )

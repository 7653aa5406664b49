"""The shop's categories as one small tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models.fields.files import FieldFile
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from shop.forks.catalogue.models import Category
from shop.forks.catalogue.naming import LANGUAGES, text_of
from shop.freshness import epochs
from shop.requests import ShopRequest

STEP = Category.steplen


@dataclass(frozen=True)
class Shelf:
    """A category as pages show it; `way` is the words of its address, by language."""

    id: int
    name: str
    description: str
    path: str
    url: str
    way: Mapping[str, str]
    code: str
    tint: str
    image: FieldFile
    meta_title: str = ""
    meta_description: str = ""

    def holds(self, other: "Shelf") -> bool:
        """Say whether `other` is this category or below it."""
        return other.path.startswith(self.path)


@dataclass(frozen=True)
class Tree:
    """Every public category, parents before children."""

    shelves: tuple[Shelf, ...]
    by_id: dict[int, Shelf] = field(default_factory=dict)
    by_path: dict[str, Shelf] = field(default_factory=dict)
    # Of all categories: goods in one that is not shown are on the shelf above it.
    paths: tuple[tuple[str, int], ...] = ()

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

    def ids_under(self, path: str) -> list[int]:
        """Return the ids of the category at `path` and of all below it."""
        return [pk for other, pk in self.paths if other.startswith(path)]

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
    """Return the tree, kept as long as nothing changes that pages show."""
    own = request.__dict__
    if "category_tree" not in own:
        own["category_tree"] = epochs.kept(("category tree", get_language()), read_tree)
    return own["category_tree"]


def read_tree() -> Tree:
    """Read the categories, without those that no address leads to.

    Every page shows the tree: one odd row must not take them all down (F16).
    """
    tree = Tree(shelves=())
    shelves: list[Shelf] = []
    categories = list(Category.objects.order_by("path"))
    for category in categories:
        if not (category.is_public and category.ancestors_are_public):
            continue
        above = tree.by_path.get(category.path[:-STEP])
        if above is None and not category.is_root():
            continue
        try:
            shelf = _shelf(category, above)
        except NoReverseMatch:
            continue
        shelves.append(shelf)
        tree.by_id[shelf.id] = tree.by_path[shelf.path] = shelf
    paths = tuple((category.path, category.pk) for category in categories)
    return Tree(tuple(shelves), tree.by_id, tree.by_path, paths)


def address_of(shelf_id: int, way: Mapping[str, str]) -> str:
    """The address of a category in the active language."""
    words = way[get_language() or LANGUAGES[0]]
    return reverse(
        "catalogue:category", kwargs={"category_slug": words, "pk": shelf_id}
    )


def _shelf(category: Category, above: Shelf | None) -> Shelf:
    way = _way(category, above)
    return Shelf(
        id=category.pk,
        name=category.name,
        description=category.description,
        path=category.path,
        url=address_of(category.pk, way),
        way=way,
        code=category.code,
        tint=category.tint,
        image=category.image,
        meta_title=category.meta_title or "",
        meta_description=category.meta_description or "",
    )


def _way(category: Category, above: Shelf | None) -> dict[str, str]:
    """Its slug behind those above it; a language without one has the first one's."""
    slugs = {
        language: getattr(category, build_localized_fieldname("slug", language))
        for language in LANGUAGES
    }
    own = {language: slugs[language] or text_of(slugs) for language in LANGUAGES}
    if above is None:
        return own
    return {language: f"{above.way[language]}/{slug}" for language, slug in own.items()}

"""The head of a page: what machines read of it, the same for whoever asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.storage import default_storage

from shop.pictures import renditions
from shop.storefront.machines.addresses import absolute
from shop.storefront.machines.structured import Seller, Thing


@dataclass(frozen=True)
class Share:
    """The picture beside a link; without a size where it is shown as it came."""

    url: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Head:
    """`addresses` are where it is listed, by language, each with the same `query`."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    title: str = ""
    description: str = ""
    robots: str = ""
    kind: str = "website"
    picture: Share | None = None
    data: Sequence[Thing] = ()

    def address(self, language: str) -> str:
        """The whole address in one of its languages."""
        return absolute(self.addresses[language] + self.query)


NOWHERE = Head(robots="noindex")


def seller() -> Seller:
    return Seller(
        name=str(settings.OSCAR_SHOP_NAME),
        site=settings.SITE_URL.rstrip("/"),
        currency=settings.OSCAR_DEFAULT_CURRENCY,
    )


def large(source: str) -> str:
    """The whole address of a picture, as large as pages show it."""
    made = renditions.name_of(source, "large")
    name = made if renditions.exists(made) else source
    return absolute(default_storage.url(name))


def share(source: str | None) -> Share | None:
    if not source:
        return None
    made = renditions.name_of(source, "share")
    if not renditions.exists(made):
        return Share(absolute(default_storage.url(source)))
    width, height = renditions.ALIASES["share"]["size"]
    return Share(absolute(default_storage.url(made)), width, height)

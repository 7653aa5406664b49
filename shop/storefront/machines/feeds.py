"""What is new in the shop, for who reads feeds (Atom, RFC 4287)."""

from datetime import UTC, datetime
from io import StringIO

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.components.languages import tag_of
from shop.forks.catalogue.models import Product
from shop.storefront.machines.addresses import absolute
from shop.storefront.machines.head import large
from shop.storefront.machines.texts import cut, plain, speakable

SHOWN = 30
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def new_goods() -> str:
    """The newest products, in the active language."""
    products = Product.objects.browsable().prefetch_related("images")
    newest = list(products.order_by("-date_created", "-id")[:SHOWN])
    changed = max((product.date_updated for product in newest), default=BEGINNING)
    name = settings.OSCAR_SHOP_NAME
    feed = Atom1Feed(
        title=_("New at the market") + f" · {name}",
        link=absolute(reverse("home")),
        description=_("Good things for the kitchen and the home, chosen one by one."),
        language=tag_of(get_language() or settings.LANGUAGE_CODE),
        feed_url=absolute(reverse("machines:new-goods")),
        author_name=str(name),
    )
    feed.latest_post_date = lambda: changed  # type: ignore[method-assign]
    for product in newest:
        _add(feed, product)
    written = StringIO()
    feed.write(written, "utf-8")
    return written.getvalue()


def _add(feed: Atom1Feed, product: Product) -> None:
    images = [image for image in product.images.all() if image.original]
    number = reverse("catalogue:detail", kwargs={"product_slug": "", "pk": product.pk})
    feed.add_item(
        title=speakable(product.get_title() or ""),
        link=absolute(product.get_absolute_url()),
        description=speakable(cut(plain(product.description))),
        # Stays the same when a slug changes: readers know an entry by it.
        unique_id=absolute(number),
        pubdate=product.date_created,
        updateddate=product.date_updated,
        enclosures=[
            Enclosure(url=large(image.original.name), length="", mime_type="image/webp")
            for image in images[:1]
        ],
    )

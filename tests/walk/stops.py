"""Where the walk stops: every address of the shop, or why it does not.

`tests/unit/test_walk.py` holds that no address is forgotten. Those of the staff's own
pages come with what they work on from `tests/shop/staff/forms.py`, and need no line
here unless they are shown in more than one state.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.addresses import Address, addresses
from tests.shop.staff.test_access import PREVIEWS, TABLE

VISITOR = "a visitor"
GUEST = "a guest who orders"
NEWCOMER = "a member since a minute"
MEMBER = "a member"
SECURED = "a member with an app"
HALF_WAY = "a member before the second step"
MANAGER = "a manager"
OFFERING = "a manager half through a new offer"
ROOT = "a superuser"


@dataclass(frozen=True)
class Stop:
    """An address as somebody opens it.

    `keys` are its arguments, as the world calls them, and `asked` names the form whose
    fields are asked for. `sent` presses the button of its form as it stands.
    """

    name: str
    who: str = VISITOR
    keys: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    asked: bool = False
    sent: bool = False

    def __str__(self) -> str:
        state = [self.query, "asked" * self.asked, "sent" * self.sent]
        shown = " ".join([*self.keys.values(), *filter(None, state)])
        return f"{self.name} {shown} ({self.who})"


def stop(
    name: str, who: str = VISITOR, /, *, query="", sent=False, **keys: str
) -> Stop:
    return Stop(name, who, keys, query, sent=sent)


def _orders() -> Iterator[Stop]:
    """The pages of orders, as their shopper sees them."""
    for number in ("delivered", "waiting", "online", "shipped", "ready", "cancelled"):
        yield stop("customer:order", MEMBER, number=number)
    yield stop("customer:order", GUEST, number="guests")
    yield stop("customer:document", MEMBER, number="delivered", name="document")
    yield stop("customer:return-ask", MEMBER, number="delivered")
    yield stop("customer:return-ask", MEMBER, number="delivered", sent=True)
    returned = {"number": "delivered", "return_number": "return"}
    yield stop("customer:return", MEMBER, **returned)
    yield stop("customer:return-label", MEMBER, **returned)
    yield stop("customer:withdraw", MEMBER, number="delivered")
    yield stop("customer:withdraw", MEMBER, number="delivered", sent=True)
    yield stop("customer:cancel", MEMBER, number="waiting")
    yield stop("checkout:pay", MEMBER, number="online")
    yield stop("checkout:returned", MEMBER, number="online")
    yield stop("checkout:thank-you", MEMBER, number="waiting")
    yield stop("checkout:thank-you", GUEST, number="guests")


def _wizard() -> Iterator[Stop]:
    for step in ("metadata", "condition", "benefit", "restrictions"):
        yield stop(f"dashboard:offer-{step}", OFFERING)
        yield stop(f"dashboard:offer-{step}", MANAGER, pk="offer")


def _catalogue() -> Iterator[Stop]:
    catalogue = "dashboard:catalogue-"
    for kind, key in (("class", "class"),):
        yield stop(f"{catalogue}{kind}-update", MANAGER, pk=key)
        yield stop(f"{catalogue}{kind}-delete", MANAGER, pk=f"lonely {key}")
        yield stop(f"{catalogue}{kind}-delete", MANAGER, pk=key)
    for kind in ("attribute-option-group", "option"):
        yield stop(f"{catalogue}{kind}-update", MANAGER, pk=kind)
        yield stop(f"{catalogue}{kind}-delete", MANAGER, pk=f"lonely {kind}")
    for kind in ("class", "attribute-option-group", "option"):
        yield stop(f"{catalogue}{kind}-list", MANAGER)
        yield stop(f"{catalogue}{kind}-create", MANAGER)
        yield stop(f"{catalogue}{kind}-create", MANAGER, sent=True)
    yield stop(f"{catalogue}product-list", MANAGER)
    yield stop(f"{catalogue}product-list", MANAGER, query="title=no-such-thing")
    yield stop("dashboard:stock-alert-list", MANAGER)
    yield stop(f"{catalogue}product-bulk-action", OFFERING, query="key={bulk}")


def _offers() -> Iterator[Stop]:
    for kind in ("range", "offer", "voucher", "voucher-set"):
        yield stop(f"dashboard:{kind}-list", MANAGER)
        yield stop(f"dashboard:{kind}-delete", MANAGER, pk=f"lonely {kind}")
    for kind in ("range", "voucher", "voucher-set"):
        yield stop(f"dashboard:{kind}-create", MANAGER)
        yield stop(f"dashboard:{kind}-create", MANAGER, sent=True)
        yield stop(f"dashboard:{kind}-update", MANAGER, pk=kind)
    yield stop("dashboard:range-products", MANAGER, pk="range")
    yield stop("dashboard:offer-detail", MANAGER, pk="offer")
    yield stop("dashboard:voucher-stats", MANAGER, pk="voucher")
    yield stop("dashboard:voucher-set-detail", MANAGER, pk="voucher-set")


def _admin() -> Iterator[Stop]:
    yield stop("admin:index", ROOT)
    yield stop("admin:app_list", ROOT, app_label="loyalty")
    for kind in ("account", "rule"):
        yield stop(f"admin:loyalty_{kind}_changelist", ROOT)
        yield stop(f"admin:loyalty_{kind}_change", ROOT, object_id=kind)
        yield stop(f"admin:loyalty_{kind}_history", ROOT, object_id=kind)


def _more_of_staff() -> Iterator[Stop]:
    """Their pages in another state than the examples have."""
    for number in ("delivered", "waiting", "shipped", "ready"):
        yield stop("staff:order", MANAGER, number=number)
    for name in ("new-zone", "new-point", "new-method", "new-carrier"):
        yield stop(f"staff:{name}", MANAGER, sent=True)
    yield stop("staff:new-tax-category", MANAGER, sent=True)
    yield stop("staff:orders", MANAGER, query="status=shipped&order=-points_redeemed")
    yield stop("staff:orders", MANAGER, query="text=no-such-thing")
    yield stop("staff:stock", MANAGER, query="level=all")
    yield stop("staff:products", MANAGER, query="text=no-such-thing")
    yield stop("staff:new-product", MANAGER, sent=True)
    yield stop("staff:new-category", MANAGER, sent=True)
    for key in ("category", "lonely category"):
        yield stop("staff:category", MANAGER, category_id=key)
        yield stop("staff:remove-category", MANAGER, category_id=key)
    for key in ("product", "parent", "child"):
        yield stop("staff:product", MANAGER, product_id=key)
        yield stop("staff:remove-product", MANAGER, product_id=key)
    for key in ("product", "parent"):
        yield stop("staff:product-variants", MANAGER, product_id=key)
        yield stop("staff:preview-product", MANAGER, product_id=key)
    for sent in (False, True):
        yield stop("staff:new-campaign", MANAGER, query="start=empty", sent=sent)
    yield stop("staff:campaigns", MANAGER, query="state=ended")
    yield stop("staff:delivery", MANAGER, query="country=DE&postcode=10115")


SHOWN = (
    stop("home"),
    stop("home", MEMBER),
    stop("catalogue:index"),
    stop("catalogue:index", query="offers=1"),
    stop("catalogue:index", query="page=2&order=price"),
    stop("catalogue:category", category_slug="category path", pk="category"),
    *(
        stop("catalogue:detail", product_slug=f"{key} slug", pk=key)
        for key in ("product", "parent", "sold out")
    ),
    stop("catalogue:detail", MEMBER, product_slug="product slug", pk="product"),
    stop("styleguide"),
    stop("search:search", query="q=tea"),
    stop("search:search", query="q=nosuchthing"),
    stop("search:search"),
    stop("basket:summary"),
    stop("basket:summary", GUEST),
    stop("basket:summary", MEMBER),
    stop("checkout:index", GUEST),
    stop("checkout:index", MEMBER),
    stop("checkout:index", NEWCOMER, sent=True),
    stop("checkout:review", GUEST),
    stop("checkout:review", MEMBER),
    *_orders(),
    stop("customer:summary", MEMBER),
    stop("customer:summary", NEWCOMER),
    stop("customer:login"),
    stop("customer:login", sent=True),
    stop("customer:register"),
    stop("customer:register", sent=True),
    stop("customer:second-step", HALF_WAY),
    stop("customer:second-step", HALF_WAY, query="recovery"),
    stop("customer:second-step", HALF_WAY, sent=True),
    stop("customer:confirm-address", NEWCOMER, token="confirmation"),
    stop("customer:confirm-address", NEWCOMER, token="stale"),
    stop("customer:confirm-email", NEWCOMER, token="new address"),
    stop("customer:confirm-email", NEWCOMER, token="stale"),
    stop("customer:order-list", MEMBER),
    stop("customer:order-list", NEWCOMER),
    stop("customer:order-find"),
    stop("customer:order-find", sent=True),
    stop("customer:withdraw-find"),
    stop("customer:withdraw-find", MEMBER),
    stop("customer:address-list", MEMBER),
    stop("customer:address-list", NEWCOMER),
    stop("customer:address-create", MEMBER),
    stop("customer:address-create", MEMBER, sent=True),
    stop("customer:address-detail", MEMBER, pk="address"),
    stop("customer:business", MEMBER),
    stop("customer:invite", MEMBER),
    stop("customer:invite", NEWCOMER),
    stop("customer:invited", code="invitation"),
    stop("customer:invited", code="stale"),
    stop("customer:invited", MEMBER, code="invitation"),
    stop("customer:notices", MEMBER),
    stop("customer:unsubscribe", token="off"),
    stop("customer:unsubscribe", token="stale"),
    stop("customer:profile-view", MEMBER),
    stop("customer:profile-view", NEWCOMER),
    stop("customer:security", MEMBER),
    stop("customer:security", SECURED),
    stop("customer:ask-again", MEMBER),
    stop("customer:ask-again", MEMBER, sent=True),
    stop("customer:add-app", SECURED),
    stop("customer:add-app", SECURED, sent=True),
    stop("password-reset"),
    stop("password-reset", sent=True),
    stop("password-reset-confirm", uidb64="person", token="forgotten"),
    stop("password-reset-confirm", uidb64="person", token="stale"),
    stop("points:statement", MEMBER),
    stop("points:statement", MEMBER, query="on=2026-01-31"),
    stop("points:statement", NEWCOMER),
    stop("points:month", MEMBER, year="this year", number="this month"),
    stop("points:vouchers", MEMBER),
    stop("points:vouchers", NEWCOMER),
    stop("points:exchange", MEMBER, choice="voucher choice"),
    stop("points:give-voucher-back", MEMBER, version="voucher"),
    stop("missions:mine", MEMBER),
    stop("missions:mine", NEWCOMER),
    stop("missions:step", MEMBER, version_id="mission", number="story"),
    stop("missions:step", MEMBER, version_id="mission", number="quiz"),
    stop("missions:step", MEMBER, version_id="mission", number="quiz", sent=True),
    stop("points:tier", MEMBER),
    stop("points:how"),
    stop("points:how", MEMBER),
    stop("texts:text", page="terms"),
    stop("texts:text", page="delivery"),
    stop("texts:text", page="imprint"),
    stop("points:unlock", MEMBER),
    stop("points:unlock", MEMBER, sent=True),
    *_more_of_staff(),
    *_catalogue(),
    *_offers(),
    *_wizard(),
    *_admin(),
)

# What they are about is asked for.
NOTHING_WITHOUT = ("settle-difference",)
LEADS_ON = "It only leads on to another page."
A_PART = "A part of a page that is shown."
NO_PAGE = "It is no page: "
FOR_MACHINES = f"{NO_PAGE}what machines read."
NOTHING_IS_WRITTEN = "Closed to everybody: nothing is written in the admin."
# By the names of addresses; where one name is that of two, by the route.
NOT_SHOWN = {
    "healthz": f"{NO_PAGE}what a machine asks for.",
    "security-txt": f"{NO_PAGE}plain text.",
    "robots": f"{NO_PAGE}plain text.",
    "sitemap-index": FOR_MACHINES,
    "machines:manifest": FOR_MACHINES,
    "machines:merchant": FOR_MACHINES,
    "machines:new-goods": FOR_MACHINES,
    "machines:sitemap": FOR_MACHINES,
    r"catalogue:^category/(?:.*[_/])?(?P<pk>\d{1,9})/$": LEADS_ON,
    r"catalogue:^(?:[^/]*_)?(?P<pk>\d{1,9})/$": LEADS_ON,
    "webhook": f"{NO_PAGE}what payment services call.",
    "set_language": "It only takes what a form sends.",
    "texts:version": "The same page as texts:text, of another time.",
    "search:suggestions": A_PART,
    "checkout:summary": A_PART,
    "customer:logout": "It only takes what a form sends.",
    "customer:pickup-code": f"{NO_PAGE}a picture.",
    "customer:card-code": f"{NO_PAGE}a picture.",
    "points:statement-file": f"{NO_PAGE}a file.",
    "points:voucher-code": f"{NO_PAGE}a picture.",
    "points:use-voucher": "It only takes what a form sends.",
    "customer:invitation-code": f"{NO_PAGE}a picture.",
    "customer:make-invitation": "It only takes what a form sends.",
    "missions:begin": "It only takes what a form sends.",
    "missions:check-in": "It only takes what a form sends.",
    "staff:start": LEADS_ON,
    "dashboard:index": LEADS_ON,
    "dashboard:catalogue-category-create": LEADS_ON,
    "dashboard:catalogue-category-create-child": LEADS_ON,
    "dashboard:catalogue-category-delete": LEADS_ON,
    "dashboard:catalogue-category-detail-list": LEADS_ON,
    "dashboard:catalogue-category-list": LEADS_ON,
    "dashboard:catalogue-category-update": LEADS_ON,
    "dashboard:catalogue-product": LEADS_ON,
    "dashboard:catalogue-product-create": LEADS_ON,
    "dashboard:catalogue-product-create-child": LEADS_ON,
    "dashboard:catalogue-product-delete": LEADS_ON,
    "dashboard:login": LEADS_ON,
    "dashboard:order-detail": LEADS_ON,
    "dashboard:catalogue-product-lookup": f"{NO_PAGE}what a script asks for.",
    "dashboard:range-reorder": "It only takes what a form sends.",
    "dashboard:voucher-set-download": f"{NO_PAGE}a file.",
    "offer:detail": LEADS_ON,
    "admin/login/": LEADS_ON,
    "admin/password_change/": LEADS_ON,
    "admin:login": LEADS_ON,
    "admin:logout": "It only takes what a form sends.",
    "admin:password_change": LEADS_ON,
    "admin:password_change_done": "Nothing leads there.",
    "admin:autocomplete": f"{NO_PAGE}what a script asks for.",
    "admin:jsi18n": f"{NO_PAGE}a script.",
    "admin:view_on_site": LEADS_ON,
    "admin:<path:object_id>/": LEADS_ON,
    "admin:(?P<url>.*)$": "Where nothing is: the page for that is shown.",
    **{
        f"admin:loyalty_{kind}_{what}": NOTHING_IS_WRITTEN
        for kind in ("account", "rule")
        for what in ("add", "delete")
    },
}


def why_not(address: Address) -> str:
    """Why no page is shown there, or nothing."""
    if address.takes_only_forms:
        return "It only takes what a form sends."
    space, _colon, name = address.name.partition(":")
    if space == "staff" and (name.endswith("-file") or name == "digest"):
        return f"{NO_PAGE}a file."
    if space == "staff" and (name, "GET") in TABLE and TABLE[name, "GET"][-1] == 302:
        return LEADS_ON
    route = str(address.pattern.pattern)
    return NOT_SHOWN.get(address.name) or NOT_SHOWN.get(route, "")


def stops() -> Iterator[Stop]:
    """All of them, those of staff last: each once, and filled in where that shows."""
    yield from SHOWN
    for address in addresses():
        space, _colon, name = address.name.partition(":")
        if space == "staff" and (name, "GET") in TABLE and not why_not(address):
            yield Stop(address.name, MANAGER, asked=name in NOTHING_WITHOUT)
    for name in (*PREVIEWS, "publish-rule"):
        yield Stop(f"staff:{name}", MANAGER, asked=True)

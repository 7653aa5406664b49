"""What search engines need not ask for: it is each one's own, or no page."""

from shop.storefront.machines.addresses import LANGUAGES, absolute

# The first part of an address that is the same in every language, and after it.
OUTSIDE = ("admin", "i18n", "payments")
ROOMS = (
    "account",
    "basket",
    "checkout",
    "dashboard",
    "password",
    "points",
    "search/suggestions",
    "staff",
)
PUBLIC_WITHIN = ("points/how-it-works",)


def write() -> str:
    """The file /robots.txt. What is not to be listed says so itself."""
    within = [f"/{language}/{{}}/" for language in LANGUAGES]
    lines = [
        "User-agent: *",
        *(f"Allow: {way.format(room)}" for way in within for room in PUBLIC_WITHIN),
        *(f"Disallow: /{room}/" for room in OUTSIDE),
        *(f"Disallow: {way.format(room)}" for way in within for room in ROOMS),
        "",
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    return "\n".join(lines) + "\n"

"""What a shopper decided at the checkout."""

from dataclasses import dataclass

from oscar.apps.order.models import ShippingAddress

from shop.delivery.rates import Destination
from shop.delivery.tariffs import served_countries
from shop.texts.reading import Agreed

# What an order is placed under where the shop has written nothing.
NOTHING = Agreed()


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the goods go. `country` is the two-letter code."""

    first_name: str
    last_name: str
    line1: str
    city: str
    postcode: str
    country: str
    line2: str = ""
    state: str = ""
    phone: str = ""

    @property
    def destination(self) -> Destination:
        return Destination(country=self.country, postcode=self.postcode)

    def to_model(self) -> ShippingAddress:
        address = ShippingAddress(
            first_name=self.first_name,
            last_name=self.last_name,
            line1=self.line1,
            line2=self.line2,
            line4=self.city,
            state=self.state,
            postcode=self.postcode,
            country_id=self.country,
            phone_number=self.phone,
        )
        if country := served_countries().get(self.country):
            address.country = country
        return address


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """One attempt to place an order, as it was asked for: what it names by codes and
    keys is resolved once (deciding.py).

    It goes to `address`, or waits at a `pickup_point`, as its delivery asks. The
    invoice is for a `company` where there is one. `quote` is the one of the page on
    which the shopper decided (pricing.py), and `agreed` the mark of the texts that it
    named (shop/texts/reading.py).
    """

    email: str
    language: str
    delivery_code: str
    payment_method: str
    quote: str
    agreed: str = NOTHING.mark
    address: Address | None = None
    pickup_point: int | None = None
    company: str = ""
    tax_id: str = ""

    @property
    def destination(self) -> Destination | None:
        return self.address.destination if self.address else None

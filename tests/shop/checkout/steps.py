"""The pages on the way to an order, as a shopper takes them."""

import re

from django.urls import reverse

CONTACT = {
    "email": "ada@example.com",
    "delivery": "standard",
    "name": "Ada Fischer",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


def url(name: str, *args) -> str:
    return reverse(f"checkout:{name}", args=args)


def decide(client, **changes):
    return client.post(url("index"), CONTACT | changes)


def pick_up(client, point):
    nowhere = dict.fromkeys(("name", "line1", "postcode", "city"), "")
    return decide(client, delivery="pickup", point=str(point.pk), **nowhere)


def quote(client) -> str:
    page = client.get(url("review")).text
    return re.search(r'name="quote" value="([^"]+)"', page)[1]


def place(client, **changes):
    sent = {"payment": "bank-transfer"} | changes
    if "quote" not in sent:
        sent["quote"] = quote(client)
    return client.post(url("place"), sent)

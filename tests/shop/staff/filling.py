"""Forms of many fields, filled in as a browser would."""

import re

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.urls import reverse

from shop.delivery.models import Method


def forms_of(page) -> list:
    """Every form of a page, those of its form sets too."""
    found = []
    for value in page.context[0].flatten().values():
        if isinstance(value, BaseFormSet):
            found += [value.management_form, *value.forms]
        elif isinstance(value, BaseForm):
            found.append(value)
    return found


def opened(page) -> dict:
    """What the forms of a page carry along, so that it is known what they showed."""
    found = re.search(r'name="opened_with" value="([^"]*)"', page.text)
    return {"opened_with": found[1]} if found else {}


def filled(page) -> dict:
    """What the forms of a page would send as they stand."""
    return opened(page) | {
        name: value
        for form in forms_of(page)
        for field in form
        if (value := field.value()) or (value == 0 and value is not False)
        for name in (field.html_name, field.html_initial_name)
    }


def send(client, url, **changes):
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, filled(page) | changes)


def errors(page) -> dict:
    """What a page that took nothing says about its fields."""
    return {
        form.add_prefix(name): list(messages)
        for form in forms_of(page)
        for name, messages in form.errors.items()
    }


def a_zone(*rows: dict, **fields) -> dict:
    """A zone's form with so many rows of prices; without any, one for 3.50."""
    rows = rows or ({"price": "3.50"},)
    standard = Method.objects.get(code="standard").pk
    sent = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        full = {"method": standard, "goods_from": "0.00"} | row
        sent |= {f"form-{number}-{name}": value for name, value in full.items()}
    texts = {"name_en": "Everywhere", "countries": [], "postcodes": ""}
    return texts | sent | fields


def a_carrier(**fields) -> dict:
    """A carrier's form."""
    address = "https://pigeon.example/follow?parcel={number}"
    facts = {"name": "Pigeon Post", "follow_address": address, "is_active": "on"}
    return facts | fields


def a_point(**fields) -> dict:
    """A pick-up point's form, open on Mondays."""
    address = {"street": "Marktplatz 3", "postcode": "10115", "city": "Berlin"}
    facts = {"days_to_collect": "10", "position": "1", "is_active": "on"}
    return {"name_en": "Kiosk", "hours-0": "9:00-12:00"} | address | facts | fields


def goods_form(client, product, *, language="en") -> dict:
    """What the page of a product would send as it stands."""
    url = reverse("staff:product", args=[product.pk])
    page = client.get(url.replace("/en/", f"/{language}/"))
    assert page.status_code == 200
    sent = {
        field.html_name: value
        for field in page.context["form"]
        if (value := field.value()) not in (None, "") and value is not False
    }
    for row, _image in page.context["pictures"]:
        sent.setdefault("picture", []).append(str(row.key))
        sent |= {text.name: text.value for text in row.texts}
    return sent | {"seen": page.context["token"]}


def save_goods(client, product, *, language="en", **changes):
    """Send the page of a product, with some of it changed."""
    url = reverse("staff:product", args=[product.pk])
    url = url.replace("/en/", f"/{language}/")
    return client.post(url, goods_form(client, product, language=language) | changes)


def send_category(
    client, category=None, *, language="en", only_filled=False, **changes
):
    """Send the page of a category, or of a new one, with some of it changed."""
    name, args = ("category", [category.pk]) if category else ("new-category", [])
    url = reverse(f"staff:{name}", args=args).replace("/en/", f"/{language}/")
    page = client.get(url)
    assert page.status_code == 200
    sent = {
        field.html_name: value
        for field in page.context["form"]
        if (value := field.value()) not in (None, "", False)
    }
    sent["seen"] = page.context["token"]
    return sent if only_filled else client.post(url, sent | changes)

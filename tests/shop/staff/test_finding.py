"""F22: what staff look for is found, wherever they look, and so are their pages."""

import pytest
from django.urls import reverse

from shop.delivery.models import Parcel
from shop.identity import roles
from shop.users.models import User
from tests.factories import make_carrier, make_product, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet password"


@pytest.fixture
def placed(order):
    """An order of Mei's: two cups, in a parcel, to Berlin."""
    Parcel.objects.create(order=order, carrier=make_carrier(), number="JD0149123")
    order.lines.update(partner_sku="CUP-7")
    address = order.shipping_address
    address.postcode = "10437"
    address.save()
    product = order.lines.get().product
    product.title_zh_hans = "陶杯"
    product.save()
    return order


@pytest.mark.parametrize(
    "words",
    [
        "JD0149123",
        "jd0149",
        "CUP-7",
        "cup",
        "陶杯",
        "10437",
        "cup 10437",
        "  Mei  ",
        "mei@example.com jd0149123",
    ],
)
def test_an_order_is_found_by(managing, placed, words):
    page = managing.get(reverse("staff:orders"), {"text": words})
    assert page.context["page"].object_list == [placed]


@pytest.mark.parametrize("words", ["JD015", "saucer", "10438", "cup 10438", "陶壶"])
def test_and_not_by(managing, placed, words):
    page = managing.get(reverse("staff:orders"), {"text": words})
    assert page.context["page"].object_list == []


def test_an_order_is_in_the_list_once(managing, placed):
    line = placed.lines.get()
    line.pk = None
    line.save()
    page = managing.get(reverse("staff:orders"), {"text": "cup"})
    assert page.context["page"].object_list == [placed]


def test_a_member_is_found_by_the_number_of_an_order(managing, placed, shopper):
    number = placed.number
    for typed in (number, number.lower().replace("-", ""), number.replace("-", " ")):
        page = managing.get(reverse("staff:members"), {"text": typed})
        assert [row.person for row in page.context["page"].object_list] == [shopper]
    page = managing.get(reverse("staff:members"), {"text": "00000-00000"})
    assert page.context["page"].object_list == []


def names(page):
    return {str(row.name) for row in page.context["page"].object_list}


def test_the_stock_is_looked_through_as_a_whole(managing):
    for title, stock in (("Cup small", 3), ("Cup large", 90), ("Cup red", 0)):
        make_product(title=title, stock=stock)
    url = reverse("staff:stock")

    page = managing.get(url, {"text": "cup"})

    assert names(page) == {"Cup small", "Cup large", "Cup red"}
    assert 'name="level"' not in page.text
    assert "?text=cup&amp;level=low" in page.text
    assert names(managing.get(url, {"text": "cup", "level": "low"})) == {"Cup small"}
    assert names(managing.get(url)) == {"Cup small"}


def sign_in(client, person, **sent):
    person.set_password(PASSWORD)
    person.save()
    data = {"username": person.email, "password": PASSWORD} | sent
    return client.post(reverse("customer:login"), data)


@pytest.mark.parametrize(
    ("role", "first"),
    [(roles.MANAGER, "staff:today"), (roles.ACCOUNTANT, "staff:today")],
)
def test_staff_begin_at_their_pages(client, staff_with, role, first):
    answer = sign_in(client, staff_with(role))
    assert answer.url == reverse("staff:start")
    assert client.get(answer.url).url == reverse(first)
    assert reverse("staff:start") in client.get("/en/").text


def test_who_may_only_see_one_desk_begins_there(client, staff_with):
    person = staff_with(roles.MANAGER)
    person.groups.clear()
    person.user_permissions.add(
        *User.user_permissions.field.related_model.objects.filter(
            codename="view_rate", content_type__app_label="tax"
        )
    )
    answer = sign_in(client, person)
    assert client.get(answer.url).url == reverse("staff:vat")


def test_staff_go_where_they_wanted_to(client, manager):
    wanted = reverse("staff:orders")
    assert sign_in(client, manager, next=wanted).url == wanted


@pytest.mark.parametrize("is_staff", [True, False])
def test_others_begin_at_their_account(client, is_staff):
    """Staff without any right too."""
    person = make_user()
    person.is_staff = is_staff
    assert sign_in(client, person).url == reverse("customer:summary")
    assert client.get(reverse("staff:start")).url == reverse("home")


def test_a_visitor_and_a_shopper_see_no_way_there(client, shopper):
    for _each in range(2):
        assert reverse("staff:start") not in client.get("/en/").text
        client.force_login(shopper)

"""The shop of size could be one: its books balance, and it is as large as said."""

from io import StringIO

from django.core.management import call_command

from loyalty import reading
from shop.embedded.postgres import SUPERUSER
from shop.forks.catalogue.models import Product
from shop.forks.order.models import Order
from shop.users.models import User
from tests.plans.sized.filling import Filling, Size
from tests.servers.ground import Ground

FEW = Size(
    products=40,
    members=100,
    orders=400,
    busy=7,
    waiting=3,
    cancelled=8,
    sent_back=3,
)


def test_what_is_told_once_and_copied_keeps_the_books(committed_db):
    with Ground().connect(database=committed_db, role=SUPERUSER) as connection:
        Filling(connection, FEW).fill()

    call_command("reconcile", stdout=(said := StringIO()))  # leaves when it must not
    assert said.getvalue().endswith("\n0 differences\n")
    call_command("reconcile_documents", stdout=StringIO())
    assert Order.objects.count() == FEW.orders
    assert reading.members_count() == FEW.members
    assert Product.objects.exclude(structure=Product.CHILD).count() > FEW.products
    busy = User.objects.get(email="busy@nonpareil.example")
    assert busy.orders.count() == FEW.busy

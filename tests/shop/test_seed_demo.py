"""The demo data: complete in both languages, repeatable, and with books that agree."""

from decimal import Decimal
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.utils import timezone
from PIL import Image

from loyalty import reconciliation
from loyalty.models import Posting, ProposedAdjustment
from shop.books.examining import pieces
from shop.demo import crowd, seeding, still_life, wares
from shop.demo.accounts import DOMAIN, PASSWORD
from shop.demo.management.commands import seed_demo
from shop.demo.photographs import shots
from shop.documents import reconciliation as documents
from shop.forks.catalogue.models import Category, Product
from shop.forks.order.models import Order, OrderStatus
from shop.orders.models import Goodwill
from shop.outbox.models import Message
from shop.users.models import User
from tests.servers import clock


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """Where the pictures are, which the first demo here takes."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture
def seeded(committed_db, owner_connection, settings, media, monkeypatch):
    """A small demo: some orders lived through, the rest written in bulk."""
    owner_connection.execute(clock.RUNNING)  # nothing of it lies in the future
    settings.MEDIA_ROOT = media
    settings.SITE_URL = "http://127.0.0.1:8000"
    monkeypatch.setattr(seeding, "LIVED", 12)
    monkeypatch.setattr("shop.demo.life.REGULARS", 4)
    monkeypatch.setattr("shop.demo.backlog.REGULARS", 4)
    small = {"products": 14, "members": 20, "orders": 40, "seed": 3}
    call_command(seed_demo.Command(), **small)
    return small


def test_the_catalogue_is_complete_in_both_languages():
    shelves = wares.shelves()
    everything = [ware for shelf in shelves for ware in shelf.wares]

    assert len(shelves) == 10
    assert len(everything) >= 120
    assert len({ware.title.en for ware in everything}) == len(everything)
    for ware in everything:
        assert ware.title.zh
        assert ware.about.en.endswith(".")
        assert ware.about.zh.endswith(("。", "”"))
        assert ware.vat in (Decimal(7), Decimal(19))
        assert ware.price > 0


def test_f15_people_are_called_as_they_write_themselves():
    people = [crowd.somebody(number, 1) for number in range(60)]
    chinese = [one for one in people if one.address.country == "CN"]

    assert chinese
    assert all(one.last_name in dict(crowd.CHINESE_NAMES) for one in chinese)
    assert not any(one.first_name for one in chinese)
    assert [crowd.number_of(one.email) for one in people] == list(range(60))
    before = [crowd.somebody(number, 1).email for number in (-109, -1)]
    assert [crowd.number_of(email) for email in before] == [-109, -1]
    assert not any("-" in email.partition("@")[0][-4:] for email in before)


def test_every_picture_can_be_taken():
    """Every form, motif and mark that the catalogue names exists."""
    names = set()
    for ware in (ware for shelf in wares.shelves() for ware in shelf.wares):
        names |= {shot.name for shot in shots(ware)}
        for key in ("object", "motif", "beside"):
            if name := ware.picture.get(key):
                assert still_life.thing(name).size
        if form := ware.picture.get("form"):
            assert (still_life.SOURCES / "forms" / f"{form}.webp").exists()
        for code, mark in (pair for v in ware.variants for pair in v.marks.items()):
            assert code == "amount" or mark in wares.options()[code]

    assert len(names) > 150


def test_a_picture_is_the_same_every_time():
    spec = still_life.Picture(tint="moss", form="tin", motif="leaf", mark="TEA")

    first, again = (still_life.compose(spec, seed=5) for _time in range(2))

    assert first.size == (960, 1200)
    assert first.tobytes() == again.tobytes()


def test_more_wares_are_invented_and_stay_the_same():
    first = list(islice(wares.wares(4000, seed=1), 4000))

    assert len({ware.sku for ware in first}) == 4000
    assert len({ware.title.en for ware in first}) == 4000
    assert first == list(wares.wares(4000, seed=1))


def test_f15_parcels_go_to_whoever_bought(seeded):
    sent = Order.objects.exclude(user=None).exclude(shipping_address=None)

    assert sent.exists()
    for order in sent.select_related("user", "shipping_address"):
        assert order.shipping_address.name == order.user.get_full_name()


def test_the_books_agree(seeded, client, settings):
    """L10, L22: lived or written in bulk, every discount has its posting."""
    orders = Order.objects.prefetch_related("lines").select_related("payment")

    assert list(documents.differences()) == []
    assert [piece for piece in pieces(at=timezone.now()) if piece.differences] == []
    assert orders.count() == seeded["orders"]
    assert orders.filter(status=OrderStatus.DELIVERED).exists()
    assert orders.exclude(status=OrderStatus.DELIVERED).exists()
    for order in orders:
        lines = order.lines.all()
        goods = sum(line.line_price_incl_tax for line in lines)
        assert goods + order.shipping_incl_tax == order.total_incl_tax
        assert sum(line.points_redeemed for line in lines) == order.points_redeemed
        assert order.payment.amount == order.total_incl_tax
    assert orders.filter(Q(points_redeemed__gt=0), payment__captured__gt=0).exists()
    assert not Message.objects.filter(state=Message.State.FAILED).exists()
    assert Goodwill.objects.exists()

    for name in ("mei", "noah", "manager", "deputy", "orders", "points", "accounts"):
        assert client.login(username=f"{name}@{DOMAIN}", password=PASSWORD)
    stranger = crowd.members()[0].email
    assert not client.login(username=stranger, password=PASSWORD)

    category = Category.objects.get(slug="pantry")
    original = Product.objects.get(upc="DEMO-PAN-01").images.all()[0].original
    assert category.image.name == original.name
    with Image.open(original.path) as picture:
        assert picture.size == (960, 1200)
    assert (settings.MEDIA_ROOT / f"{original.name}.card.webp").exists()


def test_points_were_given_by_hand_and_more_are_proposed(seeded):
    assert Posting.objects.filter(kind=Posting.Kind.ADJUSTMENT).count() == 3
    assert ProposedAdjustment.objects.count() == 2


def test_a_second_run_adds_only_what_is_missing(seeded, capsys):
    before = Product.objects.count(), User.objects.count()

    call_command(seed_demo.Command(), **seeded)

    assert "nothing to add" in capsys.readouterr().out
    assert before == (Product.objects.count(), User.objects.count())
    assert Order.objects.count() == seeded["orders"]

    call_command(seed_demo.Command(), **seeded | {"members": 30, "orders": 70})

    assert crowd.members().count() == 30
    assert Order.objects.count() == 70
    assert reconciliation.differences() == []


@pytest.mark.django_db
def test_a_public_shop_is_refused(settings):
    settings.HTTPS, settings.SITE_URL = True, "https://shop.example"

    with pytest.raises(CommandError, match="public shop"):
        call_command(seed_demo.Command())
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_shop_with_real_accounts_is_refused():
    User.objects.create_user("ada@example.com", "a sunny morning")

    with pytest.raises(CommandError, match="real accounts"):
        call_command(seed_demo.Command())
    assert User.objects.count() == 1

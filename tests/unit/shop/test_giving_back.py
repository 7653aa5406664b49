"""What a return gives back (F45), over random purchases: nothing is lost or won."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.forks.offer.behind import Asks, Pieces, behind, reached
from shop.orders.offer_terms import Counting, OfferTerms, missed
from shop.orders.remainder import Bought, gives_back
from shop.tax.amounts import net, shares

CENT = Decimal("0.01")


def cents(least: int, most: int):
    return st.integers(least, most).map(lambda number: Decimal(number) / 100)


@st.composite
def lines(draw):
    quantity = draw(st.integers(1, 6))
    value = draw(st.integers(0, 100_000))
    by_points = draw(st.integers(0, value))
    paid = Decimal(value - by_points) / 100
    return Bought(
        quantity=quantity,
        paid=paid,
        vat_rate=draw(st.sampled_from([Decimal(0), Decimal(7), Decimal(19)])),
        points=by_points * draw(st.integers(1, 3)),
        points_discount=Decimal(by_points) / 100,
        goodwill=min(paid, draw(st.just(Decimal(0)) | cents(0, 5000))),
    )


def left_after(line: Bought, pieces: int) -> Bought:
    return Bought(**(line.__dict__ | {"returned": line.returned + pieces}))


@given(lines(), st.data())
@settings(max_examples=500)
def test_f45_l16_any_returns_come_to_the_same_and_clear_to_zero(line, data):
    """F45, L12, L16, L18: money, VAT and points; never more out than in."""
    now = line
    while now.left:
        pieces = data.draw(st.integers(1, now.left))
        share = gives_back(now, pieces=pieces)
        assert min(share.worth, share.money, share.net) >= 0
        assert min(share.points, share.points_discount) >= 0
        before = gives_back(line, pieces=now.returned)
        now = left_after(now, pieces)
        out = gives_back(line, pieces=now.returned)
        assert out - before == share
    can_go_back = line.paid - line.goodwill
    assert (out.worth, out.money) == (line.paid, can_go_back)
    assert out.net == net(can_go_back, vat_rate=line.vat_rate)
    assert (out.points, out.points_discount) == (line.points, line.points_discount)


@given(
    st.lists(st.tuples(cents(1, 20_000), st.integers(1, 4)), min_size=1, max_size=5),
    st.sampled_from(Asks),
    st.integers(1, 8),
    st.data(),
)
@settings(max_examples=500)
def test_f45_what_is_kept_is_paid_for_as_the_policy_says(bought, asks, least, data):
    """F45: every piece behind an offer costs its price less its share of the discount.

    The cheapest of them was free; whichever pieces come back, in whatever order, what
    stays of them is paid for in proportion to what it costs, to a cent a line.
    """
    free = [
        Pieces(key=key, product=key, price=price, pieces=pieces)
        for key, (price, pieces) in enumerate(bought)
    ]
    at_least = Decimal(least) * (50 if asks is Asks.VALUE else 1)
    cheapest = min(free, key=lambda part: part.price)
    together = behind(asks, at_least, claimed={cheapest.key: 1}, free=free)
    price = {part.key: part.price for part in free}
    value = {key: price[key] * pieces for key, pieces in together.items()}
    taken = shares(cheapest.price, value)

    kept = {part.key: data.draw(st.integers(0, part.pieces)) for part in free}
    for part in free:
        line = Bought(
            quantity=part.pieces,
            paid=part.price * part.pieces - taken.get(part.key, 0),
            vat_rate=Decimal(19),
        )
        stays = line.staying(kept[part.key])
        discount = cheapest.price * value.get(part.key, 0) / sum(value.values())
        due = (part.price * part.pieces - discount) * kept[part.key] / part.pieces
        assert abs(stays.worth - due) <= 2 * CENT
        if kept[part.key] and part.price > CENT and len(together) > 1:
            assert stays.worth > 0, "nothing stays for nothing"


@pytest.mark.parametrize(
    ("asks", "least", "claimed", "prices", "expected"),
    [
        # Two for one, 50 + 49: the 49 is free because of the 50.
        (Asks.PIECES, 2, {1: 1}, {0: (50, 1), 1: (49, 1)}, {0: 1, 1: 1}),
        # Three for two, 30, 20 and 10; a fourth of 5 had nothing to do with it.
        (Asks.PIECES, 3, {2: 1}, {0: (30, 1), 1: (20, 1), 2: (10, 1), 3: (5, 1)},
         {0: 1, 1: 1, 2: 1}),
        # Three of one line.
        (Asks.PIECES, 3, {0: 1}, {0: (10, 3)}, {0: 3}),
        # One machine, and beans of another range at half price.
        (Asks.PIECES, 1, {7: 2}, {0: (100, 1)}, {0: 1, 7: 2}),
        # Different products: a second piece of the same is not behind it.
        (Asks.PRODUCTS, 2, {1: 1}, {0: (50, 3), 1: (49, 2)}, {0: 1, 1: 1}),
        # From 60 of value: all that counts.
        (Asks.VALUE, 60, {1: 1}, {0: (50, 1), 1: (10, 2), 2: (3, 1)},
         {0: 1, 1: 2, 2: 1}),
        # What was claimed is enough.
        (Asks.VALUE, 60, {0: 2}, {0: (50, 2), 1: (10, 2)}, {0: 2}),
    ],
)  # fmt: skip
def test_f45_the_pieces_behind_an_offer(asks, least, claimed, prices, expected):
    free = [
        Pieces(key=key, product=key, price=Decimal(price), pieces=pieces)
        for key, (price, pieces) in prices.items()
    ]

    assert behind(asks, Decimal(least), claimed=claimed, free=free) == expected


@given(
    st.lists(st.tuples(cents(1, 9999), st.integers(1, 4)), min_size=1, max_size=5),
    st.sampled_from(Asks),
    st.integers(1, 100),
)
def test_f45_the_pieces_behind_an_offer_reach_it_if_any_do(bought, asks, least):
    free = [
        Pieces(key=key, product=key % 3, price=price, pieces=pieces)
        for key, (price, pieces) in enumerate(bought)
    ]
    together = behind(asks, Decimal(least), claimed={}, free=free)

    counted = [
        Pieces(key=p.key, product=p.product, price=p.price, pieces=together[p.key])
        for p in free
        if p.key in together
    ]
    assert reached(asks, counted) >= min(Decimal(least), reached(asks, free))
    assert all(together.get(part.key, 0) <= part.pieces for part in free)


def counting(before: int, after: int, price: str = "10.00", product: int = 1):
    return Counting(
        product=product,
        price=Decimal(price),
        before=before,
        after=after,
        offers=frozenset({5}),
    )


@pytest.mark.parametrize(
    ("asks", "least", "kept", "is_missed"),
    [
        (Asks.PIECES, 3, [counting(4, 3)], False),
        (Asks.PIECES, 3, [counting(4, 2)], True),
        (Asks.PIECES, 3, [counting(2, 1)], False),  # was not reached before either
        (Asks.VALUE, 60, [counting(6, 5)], True),
        (Asks.VALUE, 60, [counting(6, 5), counting(1, 1)], False),
        (Asks.PRODUCTS, 2, [counting(2, 1), counting(1, 1, product=2)], False),
        (Asks.PRODUCTS, 2, [counting(2, 2), counting(1, 0, product=2)], True),
        (Asks.PIECES, 3, [counting(3, 0)], False),  # nothing stays, nothing to say
    ],
)
def test_f45_what_is_no_longer_reached_is_known_beforehand(
    asks, least, kept, is_missed
):
    terms = OfferTerms(offer=5, name="Three for two", asks=asks, least=Decimal(least))

    assert OfferTerms.from_json(terms.to_json()) == terms
    assert missed([terms], kept) == ((terms,) if is_missed else ())


def test_l18_half_the_pieces_give_back_half_the_points():
    """L18."""
    line = Bought(quantity=2, paid=Decimal("10.01"), vat_rate=Decimal(19), points=501)

    stays = line.staying(1)

    assert (stays.points, stays.worth) == (251, Decimal("5.01"))


def test_f45_three_for_two_in_every_order():
    """F45: 30, 20 and 10 for 50.00 come back for 25.00, 16.67 and 8.33."""
    price = {0: Decimal(30), 1: Decimal(20), 2: Decimal(10)}
    taken = shares(Decimal(10), price)
    for order in permutations(price):
        back = [
            gives_back(
                Bought(quantity=1, paid=price[key] - taken[key], vat_rate=Decimal(19)),
                pieces=1,
            ).money
            for key in order
        ]
        assert sum(back) == 50
        assert sorted(back) == [Decimal("8.33"), Decimal("16.67"), Decimal("25.00")]

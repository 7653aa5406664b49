"""What the forks of Oscar's applications change."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.forks.catalogue.models import Category
from shop.tax.amounts import net


@given(
    gross=st.decimals(0, 100_000, places=2),
    vat_rate=st.sampled_from([Decimal("0"), Decimal("7"), Decimal("19")]),
)
def test_net_and_vat_add_up_to_the_cent(gross, vat_rate):
    """S09, S10: two places, and the two parts are the whole."""
    excl_tax = net(gross, vat_rate=vat_rate)

    assert excl_tax == excl_tax.quantize(Decimal("0.01"))
    assert 0 <= excl_tax <= gross
    vat = gross - excl_tax
    assert abs(vat - excl_tax * vat_rate / 100) <= Decimal("0.02")


@pytest.mark.django_db
def test_saving_a_category_removes_scripts_in_every_language():
    """S12: what the storefront shows as HTML was made harmless when it was saved."""
    category = Category(
        name="Tea",
        description_en='<p onclick="x()">Leaf</p><script>alert(1)</script>',
        description_zh_hans="<b>茶</b><iframe src='//evil'></iframe>",
    )
    Category.objects.add_root(instance=category)

    category.refresh_from_db()
    assert category.description_en == "<p>Leaf</p>"
    assert category.description_zh_hans == "<b>茶</b>"

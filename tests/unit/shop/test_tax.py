"""VAT by rate and by country, and how tax IDs are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.tax import ids
from shop.tax.amounts import Portion, net, portions
from shop.tax.rates import NoRate, Rates

PERCENTS = st.decimals(0, Decimal("99.99"), places=2)
CENTS = st.integers(0, 10**9).map(lambda number: Decimal(number) / 100)
WEIGHTS = st.dictionaries(PERCENTS, CENTS, min_size=1, max_size=8).filter(
    lambda weights: any(weights.values())
)


def percents(**rates: str) -> dict[tuple[str, str], Decimal]:
    """percents(DE_standard="19") and so on."""
    return {(name[:2], name[3:]): Decimal(percent) for name, percent in rates.items()}


@given(CENTS, PERCENTS)
def test_l32_net_and_vat_are_the_price_to_the_cent(gross, rate):
    """L32."""
    part = Portion.of(gross, vat_rate=rate)

    assert part.net + part.vat == gross
    assert part.net == part.net.quantize(Decimal("0.01"))
    # Half a cent of the net, and no more, is what rounding may cost.
    assert abs(part.net * (100 + rate) / 100 - gross) <= Decimal("0.005") * 2
    assert Portion.from_json(part.to_json()) == part


@given(CENTS, WEIGHTS)
def test_l32_portions_add_up_and_are_fair_to_the_cent(amount, weights):
    """L32: delivery is shared among the rates of the goods, nothing lost."""
    shared = portions(amount, weights)

    assert sum(part.gross for part in shared) == amount
    assert sum(part.net + part.vat for part in shared) == amount
    whole = sum(weights.values())
    found = {part.vat_rate: part.gross for part in shared}
    for rate, weight in weights.items():
        exact = amount * weight / whole
        assert abs(found.get(rate, 0) - exact) < Decimal("0.01")
        if not weight:
            assert not found.get(rate, 0)


def test_delivery_of_goods_at_two_rates_is_shared_among_them():
    shared = portions(
        Decimal("4.90"), {Decimal(7): Decimal("30.00"), Decimal(19): Decimal("15.00")}
    )

    assert shared == (
        Portion(vat_rate=Decimal(7), gross=Decimal("3.27"), net=Decimal("3.06")),
        Portion(vat_rate=Decimal(19), gross=Decimal("1.63"), net=Decimal("1.37")),
    )


def test_nothing_to_pay_still_has_the_rate_of_most_goods():
    weights = {Decimal(7): Decimal("30.00"), Decimal(19): Decimal("15.00")}

    (free,) = portions(Decimal("0.00"), weights)

    assert (free.vat_rate, free.gross, free.net) == (7, 0, 0)


def test_a_country_without_rows_is_taxed_as_home():
    rates = Rates(percents=percents(DE_standard="19", DE_reduced="7"), home="DE")

    assert rates.of("reduced") == rates.of("reduced", country="IT") == 7


def test_a_country_without_a_category_taxes_it_at_its_standard_rate():
    known = percents(DE_standard="19", DE_reduced="7", DK_standard="25")
    rates = Rates(percents=known, home="DE")

    assert rates.of("reduced", country="DK") == 25


def test_nothing_known_is_an_error_and_not_a_rate():
    with pytest.raises(NoRate):
        Rates(percents=percents(AT_standard="20"), home="DE").of("standard")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DE136695976", "DE136695976"),
        ("de 136 695 976", "DE136695976"),
        ("ATU12345678", "ATU12345678"),
        ("NL123456789B01", "NL123456789B01"),
        ("FR 40 303265045", "FR40303265045"),
        ("BE 0203.201.340", "BE0203201340"),
        ("LU26375245", "LU26375245"),
        ("IT00743110157", "IT00743110157"),
        ("HR33392005961", "HR33392005961"),
        ("GR123456789", "EL123456789"),
        ("DE١٣٦٦٩٥٩٧٦", "DE136695976"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("９１３５０１００m000100y43", "91350100M000100Y43"),
    ],
)
def test_tax_ids_are_read_however_they_are_written(written, read):
    assert ids.read(written, country="DE") == read


@pytest.mark.parametrize(
    ("written", "country", "read"),
    [
        ("BE 203.201.340", "BE", "BE0203201340"),
        ("BE203201340", "DE", "BE0203201340"),
        ("BE\u200b０203–201–340", "BE", "BE0203201340"),
        ("BEN9501023I0", "MX", "BEN9501023I0"),
        ("ESO-850101-AB1", "MX", "ESO850101AB1"),
        ("deMA 850101 ab1", "MX", "DEMA850101AB1"),
        ("P&Ñ850101AB1", "MX", "P&Ñ850101AB1"),
        ("DE136695976", "MX", "DE136695976"),
        ("BE-1234-56", "US", "BE-1234-56"),
    ],
)
def test_f41_where_a_tax_id_is_from_is_looked_at_first(written, country, read):
    """F41."""
    assert ids.read(written, country=country) == read


@pytest.mark.parametrize("written", ["BE203201341", "BEN9501023I0"])
def test_f41_what_is_wrong_at_home_is_refused_still(written):
    """F41."""
    with pytest.raises(ids.NotATaxId):
        ids.read(written, country="BE")


@pytest.mark.parametrize(
    "written",
    ["DE136695967", "BE0203201341", "LU26375246", "IT00743110158", "HR33392005962",
     "91350100M000100Y44", "91350100M000010Y43"],
)  # fmt: skip
def test_a_wrong_or_swapped_digit_is_noticed(written):
    with pytest.raises(ids.WrongCheckDigit):
        ids.read(written, country="DE")


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("136695976", "DE"),
        ("DE12345678", "DE"),
        ("DE1234567890", "FR"),
        ("ATX12345678", "AT"),
        ("hello", "CN"),
        ("9135010OM000100Y43", "CN"),
        ("<b>", "US"),
        ("", "DE"),
    ],
)
def test_what_is_no_tax_id_is_refused(written, country):
    with pytest.raises(ids.BadlyWritten):
        ids.read(written, country=country)


def test_ids_of_other_countries_are_taken_as_they_are():
    assert ids.read("CHE-123.456.789 MWST", country="CH") == "CHE-123.456.789 MWST"


@given(st.text(max_size=40), st.sampled_from(["DE", "CN", "US"]))
def test_any_text_is_read_or_refused(written, country):
    try:
        read = ids.read(written, country=country)
    except ids.NotATaxId:
        return
    assert ids.read(read, country=country) == read
    assert len(read) <= 30


@given(st.integers(0, 10**8 - 1).map("{:08}".format), st.integers(1, 9))
def test_german_ids_with_any_one_digit_changed_are_refused(digits, by):
    """ISO 7064 promises it for each digit."""
    (valid,) = [
        f"DE{digits}{check}"
        for check in range(10)
        if ids.EU_CHECKS["DE"](f"{digits}{check}")
    ]
    for place in range(2, 11):
        other = (int(valid[place]) + by) % 10
        with pytest.raises(ids.WrongCheckDigit):
            ids.read(f"{valid[:place]}{other}{valid[place + 1 :]}", country="DE")


def test_net_is_rounded_half_up():
    assert net(Decimal("0.01"), vat_rate=Decimal(19)) == Decimal("0.01")
    assert net(Decimal("1.19"), vat_rate=Decimal(19)) == Decimal("1.00")


@pytest.mark.parametrize(
    ("country", "postcode", "percent"),
    [
        ("DE", "27498", "0"),  # Heligoland
        ("DE", "D-27 498", "0"),
        ("DE", "２７４９８", "0"),
        ("DE", "78266", "0"),  # Büsingen
        ("ES", "35001", "0"),  # Las Palmas
        ("ES", "38001", "0"),  # Tenerife
        ("ES", "51001", "0"),  # Ceuta
        ("ES", "52001", "0"),  # Melilla
        ("IT", "23041", "0"),  # Livigno
        ("IT", "22061", "0"),  # Campione
        ("FI", "FI-22100", "0"),  # Åland
        ("AX", "22100", "0"),
        ("FR", "97400", "0"),  # Réunion
        ("RE", "97400", "0"),
        ("GR", "630 86", "0"),  # Athos
        # Their neighbours.
        ("DE", "27499", "19"),
        ("DE", "78262", "19"),
        ("ES", "28001", "21"),
        ("IT", "23030", "22"),
        ("FI", "00100", "25.5"),
        ("FR", "98000", "20"),  # Monaco
        ("AT", "27498", "19"),  # the same figures in another country
        ("DE", "", "19"),
    ],
)
def test_f40_some_postcodes_have_no_vat(country, postcode, percent):
    """F40: article 6 of Directive 2006/112/EC."""
    rates = Rates(
        percents=percents(
            DE_standard="19",
            DE_food="7",
            ES_standard="21",
            IT_standard="22",
            FI_standard="25.5",
            FR_standard="20",
            GR_standard="24",
        ),
        home="DE",
    )

    found = rates.of("standard", country=country, postcode=postcode)

    assert found == Decimal(percent)


def test_f40_a_country_outside_may_be_given_rates_of_its_own():
    rates = Rates(percents=percents(DE_standard="19", RE_standard="8.5"), home="DE")

    assert rates.of("standard", country="RE", postcode="97400") == Decimal("8.5")

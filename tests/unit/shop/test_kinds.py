"""A kind is declared once, with words and an example for each of its facts."""

import pytest

from shop.kinds import DeclaredTwice, Kinds, Undeclared


@pytest.fixture
def kinds():
    kinds = Kinds()
    kinds.declare("tea.brewed", "Tea brewed", cups=("Cups", 2), strength=("Is", "weak"))
    return kinds


def test_a_kind_has_its_words_and_an_example(kinds):
    (kind,) = kinds

    assert kind == kinds.find("tea.brewed") == kinds.get("tea.brewed")
    assert (kind.code, kind.label) == ("tea.brewed", "Tea brewed")
    assert kind.facts == {"cups": "Cups", "strength": "Is"}
    assert kind.sample == {"cups": 2, "strength": "weak"}


def test_what_nobody_declared_is_refused(kinds):
    assert kinds.get("tea.spilt") is None
    with pytest.raises(Undeclared, match=r"tea\.spilt"):
        kinds.find("tea.spilt")


def test_a_fact_nobody_declared_is_refused(kinds):
    kind = kinds.find("tea.brewed")
    kind.require([])
    kind.require(["cups"])
    with pytest.raises(Undeclared, match=r"tea\.brewed has no milk, sugar"):
        kind.require(["sugar", "cups", "milk"])


def test_an_open_kind_takes_any_fact(kinds):
    kinds.declare_open("tea.described", "Tea described")

    kinds.find("tea.described").require(["whatever"])


def test_a_code_stands_for_one_kind(kinds):
    with pytest.raises(DeclaredTwice):
        kinds.declare("tea.brewed", "Tea brewed again")

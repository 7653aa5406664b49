"""The log's words for every kind that a room declares, in both languages.

Whatever the code records must have been declared, and every sample must read as
sentences of people: no code, no name of a column.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern
from django.utils import timezone, translation
from django.views.generic import RedirectView

from shop.audit.models import Entry
from shop.audit.record import record
from shop.dashboard import MOUNTED, dashboard_urls
from shop.forks.dashboard.kinds import CHANGES
from shop.kinds import Kind, Undeclared, actions, happenings
from shop.orders.status import Step
from shop.staff.shell import wording
from shop.staff.shell.changes import changes
from shop.staff.templatetags.staff import action_label
from tests.factories import make_staff

LANGUAGES = [code for code, _name in settings.LANGUAGES]
KINDS = [*actions, *happenings]
OWN = [kind for kind in KINDS if not kind.is_open]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SOURCES = {
    path: path.read_text()
    for path in Path(settings.BASE_DIR / "shop").rglob("*.py")
    if path.name != "kinds.py"
}
CODE = r'"([a-z]+\.[a-z-]+)"'


def written(*patterns: str) -> set[str]:
    """The codes that the sources name, as these patterns find them."""
    return {
        code
        for text in SOURCES.values()
        for pattern in patterns
        for code in re.findall(pattern, text)
    }


def test_every_action_that_is_recorded_is_declared_and_no_other():
    recorded = written(
        rf"action={CODE}",
        rf"ACTION = {CODE}",
        rf"_(?:log|record|entry)\(\s*{CODE}",
        # By whichever step with an order.
        rf"action: str = {CODE}",
    ) | {f"order.{step}" for step in Step}
    own = {kind.code for kind in actions if not kind.code.startswith("dashboard.")}

    assert own - recorded == set()
    assert recorded - own == set()


def test_everything_that_happens_is_declared_and_no_other():
    assert written(rf"happen\(\s*kind={CODE}") == {kind.code for kind in happenings}


def test_what_is_changed_on_oscars_pages_is_declared():
    changing = {
        pattern.name
        for pattern in _patterns(dashboard_urls()[0])
        if hasattr(_view(pattern), "post")
        and not issubclass(_view(pattern), RedirectView)
    }
    # It leads on to a page that asks, and that changes.
    changing.remove("catalogue-product-list")

    assert MOUNTED
    assert changing == set(CHANGES)


def _patterns(urls):
    for url in urls:
        if isinstance(url, URLPattern):
            yield url
        else:
            yield from _patterns(url.url_patterns)


def _view(pattern):
    view = pattern.callback
    while not hasattr(view, "view_class") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return getattr(view, "view_class", None)


def test_an_action_and_a_happening_are_not_called_by_one_code():
    """So that words for their facts are found by the code alone."""
    assert {kind.code for kind in actions}.isdisjoint(kind.code for kind in happenings)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.code)
def test_a_kind_and_its_facts_have_words(kind: Kind, language):
    with translation.override(language):
        said = [
            _label(kind),
            *(wording.fact(kind.code, name) for name in kind.facts),
        ]
        values = [wording.value(name, value) for name, value in kind.sample.items()]

    for code, words in zip([kind.code, *kind.facts], said, strict=True):
        assert words
        assert words != code
        assert bool(CHINESE.search(words)) == (language == "zh-hans"), words
    for words in values:
        assert not re.search(r"[{}]['\"]|\bNone\b|\d{4}-\d\d-\d\dT", words)


def _label(kind: Kind) -> str:
    called = wording.action if kind in list(actions) else wording.happening
    return called(kind.code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_oscars_pages_have_words_too(language):
    with translation.override(language):
        for kind in actions:
            if kind.is_open:
                label = wording.action(kind.code)
                assert bool(CHINESE.search(label)) == (language == "zh-hans"), label
                for name in kind.facts:
                    assert "_" not in wording.fact(kind.code, name)


def test_a_field_of_a_row_of_forms_has_its_words():
    code = "dashboard.catalogue-product"  # of former pages of Oscar's
    price = wording.fact(code, "price")

    assert price != "price"
    assert wording.fact(code, "stockrecords-0-price") == price
    assert wording.fact(code, "images-0-odd") == "images-0-odd"


def test_the_log_shows_a_sample_in_words(db):
    kind = actions.find("points.publish-rule")

    entry = record(
        actor=make_staff("loyalty.publish_rule"),
        action=kind.code,
        subject="rule:2",
        recorded_at=timezone.now(),
        before={"rounding": "down"},
        after=kind.sample,
    )

    assert action_label(entry) == "Points rule published"
    shown = {name: (before, after) for name, before, after in changes(entry)}
    assert len(shown) == len(kind.sample)
    assert shown["Fractions of a point are"] == (
        "rounded down",
        "rounded to the nearest point",
    )


def test_s19_what_nobody_declared_is_not_recorded(db):
    """S19: staff could not read it."""
    given = {"actor": None, "subject": "order:A", "recorded_at": timezone.now()}
    with pytest.raises(Undeclared):
        record(action="order.vanish", **given)
    with pytest.raises(Undeclared):
        record(action="order.cancel", after={"mood": "sad"}, **given)
    assert not Entry.objects.exists()


def test_an_entry_of_an_older_release_keeps_its_codes():
    assert wording.action("order.of-old") == "order.of-old"
    assert wording.fact("order.of-old", "colour") == "colour"
    assert wording.fact("order.cancel", "colour") == "colour"


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("order.withdraw", "顾客"),
        ("return.request", "顾客"),
        ("order.cancel", "顾客"),
        ("order.lapse", "系统自动"),
    ],
)
def test_a_guest_is_not_taken_for_the_shop(action, said):
    entry = Entry(action=action, reason="Withdrawn by the shopper")
    with translation.override("zh-hans"):
        assert wording.who(entry).startswith(said)
        assert wording.reason(entry.reason) != entry.reason
    with translation.override("en"):
        assert wording.reason("Withdrawn by the shopper") == "Withdrawn by the shopper"
        assert wording.reason("Ordered twice") == "Ordered twice"


def test_only_what_shoppers_do_is_theirs():
    assert {each.code for each in actions} > wording.BY_SHOPPERS


def test_a_step_of_an_offer_names_the_fields_of_all():
    """A form of one half has fields of the other: no name of a column is shown."""
    for step in ("metadata", "condition", "benefit", "restrictions"):
        code = f"dashboard.offer-{step}"
        for field in ("name_en", "type", "range", "max_basket_applications"):
            assert wording.fact(code, field) != field


def test_a_person_and_a_thing_have_names_of_their_own_in_chinese():
    with translation.override("zh-hans"):
        assert translation.pgettext("of a person", "Name") == "姓名"
        assert "姓名" not in wording.fact("dashboard.offer-metadata", "name_en")
        assert "字体" not in wording.fact("dashboard.offer-condition", "type")

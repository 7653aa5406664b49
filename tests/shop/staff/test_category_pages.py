"""The staff's own pages of categories: F16, F18, F19, F20, and where they stand."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shop.audit.models import Entry
from shop.catalogue import shelves
from shop.forks.catalogue.models import Category, Tint
from tests.factories import make_category, make_product
from tests.shop.staff.filling import errors, send_category

pytestmark = pytest.mark.django_db


def names(client) -> list[tuple[int, str]]:
    """The tree as its page shows it: how deep, and what it is called."""
    page = client.get(reverse("staff:categories"))
    return [(one.depth, one.name) for one, *_rest in page.context["rows"]]


def test_a_category_has_its_words_and_its_tint(managing):
    page = send_category(
        managing,
        name_en="Tea",
        name_zh_hans="茶",
        description_en="<p>Leaf</p><script>alert(1)</script>",
        tint=Tint.MOSS,
    )

    assert page.status_code == 302, errors(page)
    category = Category.objects.get()
    assert (category.name_en, category.name_zh_hans) == ("Tea", "茶")
    assert (category.slug_en, category.slug_zh_hans) == ("tea", "茶")
    assert (category.tint, category.code) == ("moss", "tea")
    assert category.description_en == "<p>Leaf</p>"
    entry = Entry.objects.get()
    assert (entry.action, entry.after["tint"]) == ("category.create", "moss")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("slug", ["", "--", "_", "a b", "🎁"])
def test_a_category_without_an_address_is_refused(managing, language, slug):
    """F16"""
    page = send_category(managing, language=language, name_en="🎁", slug_en=slug)

    assert page.status_code == 422
    assert list(errors(page)) == ["slug_en"]
    assert "slug" not in str(errors(page)["slug_en"]).lower()  # it is called Address
    assert not Category.objects.exists()
    assert managing.get(f"/{language}/").status_code == 200


def test_a_category_takes_its_address_from_either_language(managing):
    """F16"""
    page = send_category(managing, name_en="🎁", name_zh_hans="礼物")

    assert page.status_code == 302, errors(page)
    assert Category.objects.get().slug_en == "礼物"
    assert names(managing) == [(1, "🎁")]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name_en": "🎁", "slug_en": ""}, "slug_en"),
        ({"name_en": "🎁", "slug_en": "--"}, "slug_en"),
        ({"name_en": "", "slug_en": ""}, "name_en"),
    ],
)
def test_a_category_keeps_its_address(managing, changes, wrong):
    """F16"""
    category = make_category("tea")

    page = send_category(managing, category, **changes)

    assert page.status_code == 422
    assert list(errors(page)) == [wrong]
    category.refresh_from_db()
    assert category.slug == "tea"


def test_a_former_address_leads_on_and_the_code_stays(managing, client):
    """F19"""
    category = make_category("tea")
    make_product(categories=["tea"])
    former = category.get_absolute_url()
    page = send_category(managing, category, name_en="Teas", slug_en="teas")
    assert page.status_code == 302, errors(page)
    leads = client.get(former)
    assert leads.status_code == 301
    assert "/teas_" in leads["Location"]
    assert Category.objects.get().code == "tea"


def test_who_changes_what_another_changed_is_shown_both(managing):
    """F18: what was not touched is not written, and what two touched is told."""
    category = make_category("tea")
    form = reverse("staff:category", args=[category.pk])
    sent = send_category(managing, category, only_filled=True)
    Category.objects.filter(pk=category.pk).update(tint="moss", name_en="Leaves")

    assert managing.post(form, sent | {"slug_en": "teas"}).status_code == 302
    category.refresh_from_db()
    assert (category.tint, category.slug_en) == ("moss", "teas")
    page = managing.post(form, sent | {"name_en": "Teas"})
    assert page.status_code == 409
    assert all(name in page.text for name in ("Tea", "Leaves", "Teas"))
    # Sent again from there, it is so.
    sent = {
        field.html_name: value
        for field in page.context["form"]
        if (value := field.value()) not in (None, "", False)
    }
    assert (
        managing.post(form, sent | {"seen": page.context["token"]}).status_code == 302
    )
    category.refresh_from_db()
    assert (category.name_en, category.tint) == ("Teas", "moss")


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_form_that_does_not_say_what_it_showed_writes_nothing(managing, token):
    """F18"""
    category = make_category("tea")
    page = send_category(managing, category, seen=token, name_en="Teas")
    assert page.status_code == 409
    category.refresh_from_db()
    assert category.name == "Tea"


def test_categories_stand_where_they_are_put(managing):
    for name in ("Tea", "Coffee", "Cups"):
        assert send_category(managing, name_en=name).status_code == 302
    tea, coffee, cups = Category.objects.order_by("pk")
    assert send_category(managing, name_en="Green", below="tea").status_code == 302
    assert names(managing) == [(1, "Tea"), (2, "Green"), (1, "Coffee"), (1, "Cups")]

    move(managing, tea, "down")
    assert names(managing)[:2] == [(1, "Coffee"), (1, "Tea")]
    move(managing, cups, "up")
    assert names(managing) == [(1, "Coffee"), (1, "Cups"), (1, "Tea"), (2, "Green")]
    for one, step in ((coffee, "up"), (tea, "down"), (tea, "sideways")):
        move(managing, one, step)
    assert names(managing)[0] == (1, "Coffee")

    page = send_category(managing, Category.objects.get(pk=cups.pk), below="tea")
    assert page.status_code == 302, errors(page)
    assert names(managing) == [(1, "Coffee"), (1, "Tea"), (2, "Green"), (2, "Cups")]
    page = send_category(managing, Category.objects.get(pk=cups.pk), below="")
    assert names(managing)[-1] == (1, "Cups")
    # What stands below it cannot be above it.
    page = send_category(managing, Category.objects.get(pk=tea.pk), below="green")
    assert page.status_code == 422
    assert list(errors(page)) == ["below"]


def move(client, category, step):
    url = reverse("staff:move-category", args=[category.pk])
    assert client.post(url, {"step": step}).status_code == 302


def test_what_stands_below_itself_is_refused(manager):
    tea = make_category("tea")
    make_category("green", parent=tea)
    with pytest.raises(shelves.BelowItself):
        shelves.write(
            category_id=tea.pk,
            seen={"below": ""},
            wanted={"below": "green"},
            actor=manager,
            written_at=Entry._meta.get_field("recorded_at").to_python("2025-03-14"),
        )


def test_what_stands_below_what_is_hidden_is_not_shown(managing, client):
    drinks = make_category("drinks")
    make_category("tea")
    send_category(managing, Category.objects.get(slug="tea"), below="drinks")
    send_category(managing, Category.objects.get(pk=drinks.pk), is_public="")
    tea = Category.objects.get(slug="tea")
    assert not tea.ancestors_are_public
    assert client.get(tea.get_absolute_url()).status_code == 404


def test_a_category_has_a_picture(managing, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    category = make_category("tea")
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    upload = SimpleUploadedFile("tea.png", file.getvalue(), content_type="image/png")
    assert send_category(managing, category, picture=upload).status_code == 302
    category.refresh_from_db()
    assert category.image.name.endswith(".png")
    wrong = SimpleUploadedFile("tea.png", b"no picture", content_type="image/png")
    page = send_category(managing, category, picture=wrong)
    assert list(errors(page)) == ["picture"]
    assert send_category(managing, category, drop="on").status_code == 302
    category.refresh_from_db()
    assert not category.image


def test_what_nobody_uses_goes(managing):
    category = make_category("tea")
    url = reverse("staff:remove-category", args=[category.pk])
    assert managing.get(url).status_code == 200
    assert managing.post(url).status_code == 302
    assert not Category.objects.exists()


@pytest.mark.parametrize("name", ["", "1/", "create/", "1/update/", "1/delete/"])
def test_where_oscars_pages_were_these_are(managing, name):
    answer = managing.get(f"/en/dashboard/catalogue/categories/{name}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/staff/products/categories/")

"""Wordings come one after another, and none changes."""

from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import translation

from shop.audit.models import Entry
from shop.texts import publishing, reading
from shop.texts.models import Page, Version
from shop.texts.reading import Agreed
from shop.texts.wording import LONGEST
from tests.factories import NOW, make_staff

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def test_a_wording_holds_from_its_moment_until_the_next(publish):
    first = publish()
    second = publish(at=NOW + DAY, begins=NOW + 3 * DAY)

    assert reading.in_force(Page.TERMS, at=NOW - DAY) is None
    assert reading.in_force(Page.TERMS, at=NOW) == first
    assert reading.in_force(Page.TERMS, at=NOW + 2 * DAY) == first
    assert reading.in_force(Page.TERMS, at=NOW + 3 * DAY) == second
    assert reading.in_force(Page.PRIVACY, at=NOW) is None


def test_what_is_coming_is_replaced_by_another_from_the_same_moment(publish):
    publish()
    publish(begins=NOW + DAY, en="Draft")
    better = publish(begins=NOW + DAY, en="Better")

    assert reading.in_force(Page.TERMS, at=NOW + DAY) == better


def test_an_order_agrees_to_the_terms_and_the_words_on_withdrawal(publish):
    terms, returns = publish(), publish(Page.RETURNS)
    publish(Page.PRIVACY)

    assert reading.agreed(at=NOW) == Agreed(terms.pk, returns.pk)
    assert reading.agreed(at=NOW - DAY) == Agreed()
    assert Agreed(7).mark == "7-0"


def test_who_reads_another_language_is_shown_the_one_there_is(publish):
    version = publish(en="", zh="条款")

    assert reading.lacking(version) == ["en"]
    with translation.override("en"):
        assert reading.wording(version) == reading.Wording("条款", "zh-hans", True)
    with translation.override("zh-hans"):
        assert reading.wording(version) == reading.Wording("条款", "zh-hans", False)


@pytest.mark.parametrize(
    "nothing", ["", " \n ", "<div></div>", "<script>a</script>", "![a](b)", "#"]
)
def test_a_text_says_something_in_one_language_at_least(publish, nothing):
    with pytest.raises(publishing.SaysNothing):
        publish(en=nothing, zh=nothing)

    assert publish(en="Words", zh=nothing).body_zh_hans == ""


def test_a_pasted_book_is_refused_by_its_language(publish):
    with pytest.raises(publishing.TooLong) as refused:
        publish(zh="条" * (LONGEST + 1))

    assert refused.value.language == "zh-hans"
    assert publish(en="x" * LONGEST)


def test_the_past_stays(publish):
    with pytest.raises(publishing.BeginsInThePast):
        publish(begins=NOW - DAY)


def test_who_wrote_on_an_older_wording_is_told(publish, author):
    publish()

    with pytest.raises(publishing.WrittenMeanwhile):
        publishing.publish(
            page=Page.TERMS,
            bodies={"en": "Mine"},
            valid_from=None,
            earlier=None,
            actor=author,
            published_at=NOW,
        )


def test_it_takes_the_permission_and_leaves_an_entry(publish):
    version = publish(zh="条款")
    entry = Entry.objects.get(action="texts.publish")

    assert entry.subject == "text:terms"
    assert entry.after["version"] == version.pk
    assert entry.after["languages"] == "en, zh-hans"
    with pytest.raises(PermissionDenied):
        publishing.publish(
            page=Page.TERMS,
            bodies={"en": "Mine"},
            valid_from=None,
            earlier=version.pk,
            actor=make_staff(),
            published_at=NOW,
        )


def test_nobody_changes_a_wording(publish):
    version = publish()

    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(body_en="Other")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE texts_version SET body_en = 'Other'",
        "DELETE FROM texts_version",
    ],
)
def test_not_even_the_owner_does(forged, owner_connection):
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        owner_connection.transaction(),
    ):
        owner_connection.execute("TRUNCATE texts_version CASCADE")
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute(
            "INSERT INTO texts_version (page, body, valid_from, written_at)"
            " VALUES ('faq', '', now(), now())"
        )
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            owner_connection.transaction(),
        ):
            owner_connection.execute(forged)

"""A member called Alice, staff called Sam, and the calendar they live by."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from loyalty import enrolment, reconciliation

MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)


def person(name: str):
    return get_user_model().objects.create_user(
        email=f"{name}@members.example", password="a long password"
    )


@pytest.fixture
def books(db):
    """After the test, the books must prove themselves."""
    yield
    assert reconciliation.differences() == []


@pytest.fixture
def alice(books):
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    return member


@pytest.fixture
def bob(books):
    member = person("bob")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    return member


@pytest.fixture
def sam(db):
    """Staff who may adjust points, publish rules and merge accounts."""
    return staff("sam", "adjust_points", "publish_rule", "merge_accounts")


@pytest.fixture
def tina(db):
    """Staff who may merge accounts."""
    return staff("tina", "merge_accounts")


def staff(name: str, *codenames: str):
    colleague = person(name)
    colleague.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="loyalty", codename__in=codenames
        )
    )
    return colleague

"""The menu of the staff: in groups, that of the page open."""

import pytest

from shop.staff.desks import GROUPS
from shop.staff.shell.navigation import groups_for
from tests.factories import make_order_desk, make_user

pytestmark = pytest.mark.django_db


def test_the_group_of_the_page_is_open():
    manager = make_user()
    manager.is_superuser = True

    groups = groups_for(manager, GROUPS, path="/en/staff/refunds/")

    opened = [group for group in groups if group.is_open]
    [here] = [entry for group in opened for entry in group.entries if entry.is_here]
    assert [str(group.label) for group in opened] == ["Money"]
    assert here.section.name == "staff:refunds"


def test_who_has_few_entries_sees_them_all():
    groups = groups_for(make_order_desk(), GROUPS, path="/en/staff/")

    assert groups
    assert all(group.is_open for group in groups)
    assert all(group.entries for group in groups)

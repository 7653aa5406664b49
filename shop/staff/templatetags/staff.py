"""What the templates of every desk need: navigation, cells of lists, the log."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from shop.audit.models import Entry
from shop.staff.desks import GROUPS
from shop.staff.shell import wording
from shop.staff.shell.columns import Column
from shop.staff.shell.navigation import OpenGroup, groups_for
from shop.users.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_groups(context: Mapping[str, Any]) -> list[OpenGroup]:
    """The navigation of the person who is signed in."""
    request: HttpRequest = context["request"]
    person: User = request.user  # type: ignore[assignment]  # staff are signed in
    return groups_for(person, GROUPS, path=request.path)


@register.simple_tag(takes_context=True)
def drawn(context: Context, column: Column, row: Any) -> Any:
    """What a list shows of a row in one of its columns."""
    if not column.template:
        return column.draw(row, context["request"].user)
    # A cell without anything must be empty: a phone leaves it out.
    engine = context.template.engine  # type: ignore[union-attr]
    with context.push(row=row):
        cell = engine.get_template(column.template).render(context)
    return mark_safe(cell.strip())  # noqa: S308  a template has escaped it


@register.simple_tag
def carried(form: BaseForm, *shown: str) -> SafeString:
    """What was looked at, as another form sends it: hidden, with no ids or notes.

    A page shows it beside fields that are locked, so that what is confirmed is never
    anything else than what can be read there. `shown` fields are left to the page.
    """
    plain = copy(form)
    plain.auto_id = False
    hidden = (
        (field.get_bound_field(plain, name).as_hidden(),)
        for name, field in form.fields.items()
        if name not in shown
    )
    return format_html_join("", "{}", hidden)


@register.filter
def says_nothing_to(row: Any, column: Column) -> bool:
    """Whether a row has nothing in a column that a phone need show."""
    return column.says_nothing(row)


@register.filter
def at(figures: Mapping[str, Any], name: str) -> Any:
    """What a mapping holds under a name that is no Python name."""
    return figures.get(name)


@register.filter(name="is")
def is_(value: str, other: str) -> bool:
    return value == other


@register.filter
def waited(since: datetime) -> str:
    """How long something waits, to the nearest unit that matters."""
    return timesince(since, depth=1)


@register.filter
def action_label(entry: Entry) -> str:
    return wording.action(entry.action)


@register.filter
def who(entry: Entry) -> str:
    return wording.who(entry)


@register.filter
def reason(entry: Entry) -> str:
    return wording.reason(entry.reason)

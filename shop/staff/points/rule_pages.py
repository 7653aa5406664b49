"""The base rule: what holds, what held, and a new version with its preview."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import policy
from shop.components.listing import listed
from shop.forks.catalogue.models import Category
from shop.returns import window
from shop.rewards.desk.publishing import publish_rule
from shop.staff.points import rule_example as example
from shop.staff.points.desk import RULE
from shop.staff.points.rule_forms import RuleForm
from shop.staff.points.rule_list import RuleList
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import CHANGE

# What the form offers a list of.
CHOSEN = ("rounding", "expiry_profile", "law")


@staff_page(*RULE.permissions)
@require_safe
def rule(request: HttpRequest) -> HttpResponse:
    current = policy.current_rule(at=timezone.now())
    return render(
        request,
        "staff/points/rule.html",
        {
            "rule": current,
            "facts": _facts(current),
            "versions": RuleList(request),
            **_windows(current.return_window_days),
            "may_publish": actor(request).has_perm("loyalty.publish_rule"),
        },
    )


@staff_page(*RULE.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    if not actor(request).has_perm("loyalty.publish_rule"):
        raise PermissionDenied
    now = timezone.now()
    current = policy.current_rule(at=now)
    categories = _categories(current)
    if request.method == "POST":
        form = RuleForm(request.POST, categories=categories)
        if form.is_valid():
            return _published(request, form, current)
        return _page(request, form, current, status=422)
    if not request.GET:
        form = RuleForm(initial=_initial(current), categories=categories)
        return _page(request, form, current)
    form = RuleForm(request.GET, categories=categories)
    return _page(request, form, current, status=200 if form.is_valid() else 422)


def _published(
    request: HttpRequest, form: RuleForm, current: policy.Rule
) -> HttpResponse:
    try:
        published = publish_rule(
            actor=actor(request),
            published_at=timezone.now(),
            based_on=form.cleaned_data["based_on"],
            **form.values(),
        )
    except policy.RuleChangedMeanwhile:
        form.add_error(
            None,
            _("Somebody published another version meanwhile. Start again from it."),
        )
        return _page(request, form, current, status=409)
    except policy.InvalidRule:
        form.add_error(None, _("These values contradict each other."))
        return _page(request, form, current, status=422)
    messages.success(
        request,
        _("Rule %(version)s holds from now on.") % {"version": published.version},
    )
    return redirect("staff:rule")


def _page(
    request: HttpRequest,
    form: RuleForm,
    current: policy.Rule,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "rule": current}
    if form.is_bound and form.is_valid() and CHANGE not in request.GET:
        values = form.values()
        excluded = values["excluded_labels"]
        context["goods"], context["excluded"] = example.GOODS, example.EXCLUDED
        context["total"] = example.GOODS + example.EXCLUDED
        context |= _windows(values["return_window_days"])
        drafted = policy.drafted(current, **values)
        at = timezone.now()
        context["now"] = example.example(current, excluded=excluded, at=at)
        context["then"] = example.example(drafted, excluded=excluded, at=at)
    return render(request, "staff/points/rule_form.html", context, status=status)


def _windows(days: int) -> dict[str, int]:
    """How long goods can come back after points can be spent, and in all."""
    return {
        "outlived_by": window.outlives(days),
        "return_days": settings.RETURN_WINDOW_DAYS,
    }


def _initial(current: policy.Rule) -> dict[str, Any]:
    names = set(RuleForm.base_fields) - {"based_on"}
    return {name: getattr(current, name) for name in names} | {
        "based_on": current.version
    }


def _facts(current: policy.Rule) -> list[tuple[str, str]]:
    """What the rule says, in the words of the form that changes it."""
    names = dict(_categories(current))
    form = RuleForm(categories=[])
    facts = []
    for name in form.fields:
        if name == "based_on":
            continue
        value = getattr(current, name)
        if name == "excluded_labels":
            shown = listed(names[label].lstrip("– ") for label in value or [])
        elif name in CHOSEN:
            shown = str(dict(form.fields[name].choices).get(value, value))  # type: ignore[attr-defined]
        else:
            shown = "" if value is None else str(value)
        facts.append((str(form.fields[name].label), shown or "–"))
    return facts


def _categories(current: policy.Rule) -> list[tuple[str, str]]:
    """What can be excluded: every category, and what the rule names already."""
    known = [
        (category.code, "– " * (category.depth - 1) + category.name)
        for category in Category.objects.order_by("path")
    ]
    codes = {code for code, _name in known}
    gone = [label for label in current.excluded_labels if label not in codes]
    return known + [(label, label) for label in gone]

"""The log: who did what, when, and what it changed. It can only be read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shop.staff.shell import finding, navigation
from shop.staff.shell.access import staff_page
from shop.staff.shell.forms import LogSearchForm


@staff_page(*navigation.LOG)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    form = LogSearchForm(request.GET)
    found = finding.log_entries(
        subject=form.value("subject"), person=form.value("person"), days=form.days()
    )
    return render(
        request,
        "staff/operations/log.html",
        {"form": form, "page": finding.page_of(found, request.GET.get("page"))},
    )

"""The ledger as Django's admin shows it: to read, never to write.

Postings, lots and movements have keys of several columns, which the admin cannot
list by themselves: they are shown with their account.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from loyalty.models import Account, Rule

NEWEST = 100


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ["member", "available", "pending", "held", "owed", "enrolled_at"]
    list_select_related = ["member"]
    list_filter = [("frozen_at", admin.EmptyFieldListFilter)]
    search_fields = ["member__email"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = [
        ("available", "pending", "held", "owed"),
        ("enrolled_at", "frozen_at", "frozen_until", "version"),
        "newest_postings",
        "open_lots",
    ]
    readonly_fields = ["newest_postings", "open_lots"]

    @admin.display(description=_("newest postings"))
    def newest_postings(self, account: Account) -> SafeString:
        postings = account.postings.order_by("-version").select_related("actor")
        return _table(
            [
                posting.version,
                posting.get_kind_display(),
                posting.reference,
                posting.occurred_at,
                posting.available_after,
                posting.pending_after,
                posting.held_after,
                posting.owed_after,
                posting.actor or "",
                posting.explanation,
            ]
            for posting in postings[:NEWEST]
        )

    @admin.display(description=_("open lots"))
    def open_lots(self, account: Account) -> SafeString:
        lots = account.lots.filter(open=True).order_by("expires_at", "number")
        return _table(
            [lot.number, lot.remaining, lot.pending, lot.held, lot.expires_at]
            for lot in lots
        )


@admin.register(Rule)
class RuleAdmin(ReadOnly):
    list_display = ["version", "points_per_unit", "rounding", "starts_at", "author"]
    ordering = ["-version"]


def _table(rows: Iterable[list[Any]]) -> SafeString:
    cells = (format_html_join("", "<td>{}</td>", ((c,) for c in row)) for row in rows)
    return format_html(
        "<table>{}</table>",
        format_html_join("", "<tr>{}</tr>", ((row,) for row in cells)),
    )

"""The steps of a ladder as staff fill them in, and why one is turned down."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.arithmetic.tiers import MOST_TIERS
from loyalty.points import MOST_POINTS
from loyalty.tiers.checking import LONGEST_NAME, LONGEST_PERK, InvalidLadder, said
from loyalty.tiers.reading import Ladder, Tier
from shop.components.fields import TypedField
from shop.staff.shell.forms import reason_field
from shop.staff.tiers.ladder_words import FIELDS, PROBLEMS

MORE_ROWS = 2


class TurnDownForm(forms.Form):
    reason = reason_field(
        required=True, help_text=_("What is to be changed. Whoever wrote it reads it.")
    )


class LadderForm(forms.Form):
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    starts_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not before the day after it was approved."),
    )


def _money(name: str, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=FIELDS[name],
        required=False,
        min_value=0,
        max_value=MOST_POINTS,
        max_digits=12,
        decimal_places=2,
        help_text=help_text,
    )


class TierForm(forms.Form):
    """One tier; left empty, it is none."""

    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name_en = TypedField(
        label=FIELDS["name_en"], required=False, max_length=LONGEST_NAME
    )
    name_zh_hans = TypedField(
        label=FIELDS["name_zh_hans"], required=False, max_length=LONGEST_NAME
    )
    threshold = _money("threshold")
    multiplier = forms.DecimalField(
        label=FIELDS["multiplier"],
        required=False,
        max_digits=4,
        decimal_places=2,
        help_text=_("1 is what everybody earns."),
    )
    free_delivery_from = _money(
        "free_delivery_from", _("Value of the goods. Empty: never; 0: always.")
    )
    perk_en = TypedField(
        label=FIELDS["perk_en"], required=False, max_length=LONGEST_PERK
    )
    perk_zh_hans = TypedField(
        label=FIELDS["perk_zh_hans"], required=False, max_length=LONGEST_PERK
    )
    mark = forms.ChoiceField(label=FIELDS["mark"], choices=Tier.Mark.choices)

    @property
    def is_empty(self) -> bool:
        said = self.cleaned_data
        return not (said.get("name_en") or said.get("name_zh_hans"))

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if said["multiplier"] is None:
            said["multiplier"] = Decimal(1)
        return said


class TierRows(forms.BaseFormSet):
    """Tiers from the lowest to the highest, and room for some more."""

    form = TierForm
    renderer = forms.renderers.get_default_renderer()
    extra = 0
    min_num = 0
    max_num = absolute_max = MOST_TIERS
    can_order = can_delete = can_delete_extra = False
    validate_max = validate_min = False
    edit_only = False

    def total_form_count(self) -> int:
        """One row at least, whatever was sent: what no ladder can say is said there."""
        return max(super().total_form_count(), 1)

    def said(self) -> list[dict[str, Any]]:
        """What the rows say that are not empty, from the lowest to the highest."""
        return [form.values() for form in self.filled]

    @property
    def filled(self) -> list[TierForm]:
        return [form for form in self.forms if not form.is_empty]

    def refuse(self, refusal: InvalidLadder) -> None:
        """Say at its place what no ladder can say."""
        place, field, what = refusal.args
        row = self.filled[place] if place is not None else self.forms[0]
        row.add_error(field if field in row.fields else None, str(PROBLEMS[what]))


def initial_rows(tiers: Iterable[Tier]) -> list[dict[str, Any]]:
    """The tiers as they are, and some rows more to fill in."""
    rows = [said(tier) for tier in tiers]
    more = min(MORE_ROWS if rows else MORE_ROWS + 1, MOST_TIERS - len(rows))
    return [*rows, *({"mark": Tier.Mark.GREEN} for _row in range(more))]


def initial(ladder: Ladder | None, *, today: date) -> dict[str, Any]:
    begins = today + timedelta(days=1)
    if ladder is not None:
        begins = max(begins, ladder.starts_on)
    return {"based_on": ladder.number if ladder else 0, "starts_on": begins}

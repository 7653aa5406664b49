"""What staff type in for a new version of the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.points import MOST_POINTS
from loyalty.terms.laws import Breach, Law, breaches, laws
from loyalty.terms.validity import Profile, ValidityTerms
from shop.rewards.lasting import place_of

# What to say of terms that would break a law, and at which field.
BROKEN = {
    Breach.BY_TIME: (
        "expiry_profile",
        _(
            "By the law of %(law)s no points end because time passed. Let them last as "
            "long as somebody orders or earns, or without end."
        ),
    ),
    Breach.TOO_SOON: (
        "expiry_months",
        _(
            "By the law of %(law)s nothing ends before %(months)s months without an "
            "order or anything earned."
        ),
    ),
    Breach.NOT_TOLD: (
        "law",
        _(
            "The law of %(law)s asks for another notice than the one that is sent "
            "here, 30 to 60 days before."
        ),
    ),
}


class RuleForm(forms.Form):
    """A version of the base rule."""

    points_per_unit = forms.DecimalField(
        label=_("Points per 1.00 paid in money"),
        min_value=0,
        max_value=1000,
        max_digits=8,
        decimal_places=2,
    )
    rounding = forms.ChoiceField(
        label=_("Fractions of a point are"),
        choices=[
            ("down", _("rounded down")),
            ("half-up", _("rounded to the nearest point")),
            ("up", _("rounded up")),
        ],
    )
    excluded_labels = forms.MultipleChoiceField(
        label=_("Categories that earn nothing"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    return_window_days = forms.IntegerField(
        label=_("Days after delivery until points can be spent"),
        min_value=0,
        max_value=365,
        help_text=_(
            "Points wait so long, then they can be used. Goods have a return window of "
            "their own."
        ),
    )
    expiry_profile = forms.ChoiceField(
        label=_("Points last"),
        choices=[
            (Profile.ROLLING.value, _("so many months, to the day")),
            (
                Profile.MONTH_END.value,
                _("so many months, and to the month’s end"),
            ),
            (Profile.YEAR_END.value, _("so many months, and to the year’s end")),
            (
                Profile.INACTIVITY.value,
                _("as long as somebody orders or earns once in so many months"),
            ),
            (Profile.NONE.value, _("without end")),
        ],
        widget=forms.RadioSelect,
    )
    expiry_months = forms.IntegerField(
        label=_("Months until points expire"),
        min_value=1,
        max_value=120,
        help_text=_("Without end they do not count."),
    )
    law = forms.ChoiceField(
        label=_("Keeps to the law of"),
        required=False,
        help_text=_(
            "A rule that would break it is not published. Ask a lawyer before you rely "
            "on it."
        ),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=365,
        help_text=_(
            "For points that come back after a return and had expired meanwhile:"
            " once, and at most until a year after they were used."
        ),
    )
    points_per_unit_of_discount = forms.IntegerField(
        label=_("Points for a discount of 1.00"), min_value=1, max_value=1_000_000
    )
    min_points_per_order = forms.IntegerField(
        label=_("Fewest points per order"), min_value=1, max_value=MOST_POINTS
    )
    max_points_per_order = forms.IntegerField(
        label=_("Most points per order"),
        required=False,
        min_value=1,
        max_value=MOST_POINTS,
        help_text=_("Empty: no limit."),
    )
    max_share_percent = forms.IntegerField(
        label=_("Largest share of the goods that points may cover, in percent"),
        min_value=0,
        max_value=100,
    )
    # The version that was changed: if there is a newer one, look again.
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["excluded_labels"].choices = categories  # type: ignore[attr-defined]
        self.fields["law"].choices = [  # type: ignore[attr-defined]
            ("", _("none in particular")),
            *((law.code, place_of(law)) for law in laws().values()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least = cleaned.get("min_points_per_order")
        most = cleaned.get("max_points_per_order")
        if least and most and most < least:
            self.add_error(
                "max_points_per_order",
                _("The most points cannot be fewer than the fewest."),
            )
        if cleaned.get("law") and not self.errors:
            self._keep_to(laws()[cleaned["law"]], cleaned)
        return cleaned

    def _keep_to(self, law: Law, cleaned: dict[str, Any]) -> None:
        terms = ValidityTerms(
            version=0,
            return_window_days=cleaned["return_window_days"],
            expiry_months=cleaned["expiry_months"],
            grace_days=cleaned["grace_days"],
            profile=Profile(cleaned["expiry_profile"]),
        )
        for breach in breaches(law, terms):
            field, text = BROKEN[breach]
            self.add_error(
                field,
                text % {"law": place_of(law), "months": law.fewest_idle_months},
            )

    def values(self) -> dict[str, Any]:
        """The fields of the new version, as `loyalty.policy` takes them."""
        values = dict(self.cleaned_data)
        del values["based_on"]
        return values

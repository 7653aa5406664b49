"""A mission as staff fill it in: a sentence, and one for each of its steps."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.arithmetic.missions import BY_GOODS, ONCE, QUIZ, STORY
from loyalty.missions.checking import said
from loyalty.missions.drafting import InvalidMission, sketched
from loyalty.missions.reading import MissionStep, MissionVersion
from loyalty.points import MOST_POINTS
from shop.components.fields import TypedField
from shop.staff.missions.mission_finding import category_choices
from shop.staff.missions.mission_words import problem

# More than a member reads; the vocabulary has room for twice as many.
STEPS = 6
_KEPT = {
    "labels": BY_GOODS,
    "text_en": (STORY,),
    "text_zh_hans": (STORY,),
    "question_en": (QUIZ,),
    "question_zh_hans": (QUIZ,),
    "answer": (QUIZ,),
}


def _moment(label: Any, *, required: bool, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        ),
    )


def _number(label: Any, *, least: int = 0, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=MOST_POINTS, help_text=help_text
    )


def _text(label: Any, *, help_text: Any = "") -> TypedField:
    return TypedField(
        label=label,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
    )


class MissionForm(forms.Form):
    """What a version says beside its steps, by the names it has there."""

    name_en = TypedField(label=_("Name in English"), max_length=80)
    name_zh_hans = TypedField(label=_("Name in Chinese"), max_length=80)
    audience = forms.ChoiceField(
        label=_("It is for"), choices=MissionVersion.Audience.choices
    )
    starts_at = _moment(pgettext_lazy("a mission", "from"), required=True)
    ends_at = _moment(
        pgettext_lazy("a mission", "until"),
        required=False,
        help_text=_("Empty: without end."),
    )
    bonus = _number(
        _("Points for all steps together"), help_text=_("Points, or 0 for none.")
    )
    budget = _number(
        _("Budget"),
        least=1,
        help_text=_(
            "Points for everybody together. Who begins takes out of it the most they "
            "can get, so nobody is disappointed later."
        ),
    )
    looks_back = _number(
        _("Days before the beginning of which orders count too"),
        help_text=_("0: only those that are placed once somebody has begun."),
    )
    based_on = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_POINTS
    )


class StepForm(forms.Form):
    """One step; without anything to do it is none."""

    kind = forms.ChoiceField(label=_("What members do"), required=False)
    goal = _number(_("How many or how much of it"), least=1)
    labels = forms.MultipleChoiceField(
        label=_("Of which categories"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("For steps about goods."),
    )
    points = _number(_("Points for it"))
    times = _number(_("How often at most"), least=1)
    opens_after = _number(
        _("Days after the beginning before the points come"),
        help_text=_("0: at once."),
    )
    text_en = _text(_("Story in English"))
    text_zh_hans = _text(_("Story in Chinese"))
    question_en = _text(
        _("Question in English"),
        help_text=_("The question on the first line, then one choice a line."),
    )
    question_zh_hans = _text(_("Question in Chinese"))
    answer = _number(_("Number of the right choice"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", "–"), *MissionStep.Kind.choices]
        labels: Any = self.fields["labels"]
        labels.choices = category_choices(kept=self.initial.get("labels") or ())

    @property
    def is_step(self) -> bool:
        return bool(self["kind"].value())

    def said(self) -> dict[str, Any]:
        """What the step says: what is of another kind is left out."""
        found = dict(self.cleaned_data)
        kind = found.get("kind", "")
        empty = {"labels": [], "answer": 0}
        for name, kinds in _KEPT.items():
            if kind not in kinds:
                found[name] = empty.get(name, "")
        if kind in ONCE:
            found |= {"goal": 1, "times": 1}
        return found


_NEW_STEP = {"goal": 1, "times": 1, "points": 0, "opens_after": 0, "answer": 0}
NEW: dict[str, Any] = {"bonus": 0, "looks_back": 0}


class Draft:
    """The form of a mission and those of its steps, read together."""

    def __init__(
        self, data: QueryDict | None = None, *, known: dict[str, Any] | None = None
    ):
        known = known or NEW
        self.form = MissionForm(data, initial=known)
        steps: list[dict[str, Any]] = known.get("steps", [])
        self.steps = [
            StepForm(
                data,
                prefix=f"step{number}",
                initial=_NEW_STEP | (steps[number - 1] if number <= len(steps) else {}),
            )
            for number in range(1, STEPS + 1)
        ]

    @property
    def forms(self) -> list[forms.Form]:
        return [self.form, *self.steps]

    @property
    def has_errors(self) -> bool:
        """Whether a field is marked, in the frame or in a step."""
        return any(form.errors for form in (self.form, *self.filled))

    @property
    def filled(self) -> list[StepForm]:
        return [step for step in self.steps if step.is_step]

    def is_valid(self) -> bool:
        """Say what is wrong in each field, and what no mission can say."""
        # Each is asked, whatever the one before says.
        valid = [form.is_valid() for form in (self.form, *self.filled)]
        if not all(valid):
            return False
        try:
            sketched(**self.said())
        except InvalidMission as refused:
            self._blame(*refused.args)
            return False
        return True

    def said(self) -> dict[str, Any]:
        found = dict(self.form.cleaned_data)
        found.pop("based_on", None)
        return found | {"steps": [step.said() for step in self.filled]}

    def _blame(self, field: str, what: str) -> None:
        place, _dot, name = field.removeprefix("steps.").partition(".")
        if name:
            step = self.filled[int(place) - 1]
            step.add_error(name, problem(name, what))
        else:
            self.form.add_error(
                None if field == "steps" else field, problem(field, what)
            )


def known(version: MissionVersion, *, as_new: bool = False) -> dict[str, Any]:
    """The fields as they stand in a version; a copy is to get names of its own."""
    found = said(version)
    if as_new:
        return found | {"name_en": "", "name_zh_hans": ""}
    return found | {"based_on": version.number}

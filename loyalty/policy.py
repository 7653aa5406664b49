"""The rules of the programme, version by version."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.db.models import QuerySet

from loyalty.models import Rule
from loyalty.people import Actor
from loyalty.terms.laws import Breach, Law, breaches, laws


class RuleChangedMeanwhile(Exception):
    """Somebody else published a version at the same time."""


class InvalidRule(ValueError):
    """The fields contradict each other or leave their range."""


class BreaksLaw(InvalidRule):
    """Points would end as the law forbids that the terms name: `breaches` say how."""

    def __init__(self, law: Law, breaches: list[Breach]) -> None:
        super().__init__(law.code, *breaches)
        self.law = law
        self.breaches = breaches


def current_rule(*, at: datetime) -> Rule:
    """Return the newest version among those that have started."""
    return Rule.objects.filter(starts_at__lte=at).order_by("-version")[0]


def rule(*, version: int) -> Rule:
    """Return the rules an accrual was made with, whatever holds today."""
    return Rule.objects.get(pk=version)


def versions() -> QuerySet[Rule]:
    """Return every version of the rules, the newest first."""
    return Rule.objects.select_related("author").order_by("-version")


def drafted(rule: Rule, **fields: Any) -> Rule:
    """Return what `rule` would be with other `fields`: to look at, never to save."""
    return Rule(version=0, **_said(rule) | fields)


def publish_rule(
    *,
    actor: Actor,
    published_at: datetime,
    starts_at: datetime | None = None,
    **fields: Any,
) -> Rule:
    """Publish a new version; what `fields` does not name stays as it is when it begins.

    Earlier versions, and what was granted under them, are untouched.

    Raises PermissionDenied without loyalty.publish_rule, InvalidRule, BreaksLaw,
    RuleChangedMeanwhile.
    """
    if not actor.has_perm("loyalty.publish_rule"):
        raise PermissionDenied
    latest = _latest()
    begins = starts_at or published_at
    # Not of the latest: what begins later than this one holds for nobody yet.
    kept = _said(current_rule(at=begins))
    if unknown := fields.keys() - kept.keys():
        raise TypeError(f"A rule has no {', '.join(sorted(unknown))}.")
    if starts_at is not None and starts_at < published_at:
        raise InvalidRule(starts_at)
    published = Rule(
        version=latest.version + 1,
        starts_at=begins,
        published_at=published_at,
        author_id=actor.pk,
        **kept | fields,
    )
    _require_lawful(published)
    try:
        with transaction.atomic():
            published.save(force_insert=True)
    except (DataError, IntegrityError) as error:
        if Rule.objects.filter(pk=published.pk).exists():
            raise RuleChangedMeanwhile(published.pk) from error
        raise InvalidRule(str(error)) from error
    published.refresh_from_db()
    return published


def _require_lawful(rule: Rule) -> None:
    if not rule.law:
        return
    law = laws().get(rule.law)
    if law is None or rule.expiry_profile not in Rule.Profile.values:
        raise InvalidRule(rule.law)
    if found := breaches(law, rule.validity):
        raise BreaksLaw(law, found)


def _latest() -> Rule:
    return Rule.objects.order_by("-version")[0]


def _said(rule: Rule) -> dict[str, Any]:
    """What a version says, apart from its number, and who published it when."""
    return {
        field.name: getattr(rule, field.name)
        for field in Rule._meta.concrete_fields
        if field.name not in ("version", "starts_at", "published_at", "author")
    }

"""Points for an invitation: one says nothing of the other's shopping."""

from django.utils.translation import gettext as _

from loyalty.why.facts import Facts, Why, told


def invited() -> Why:
    return Why("referrer")


@told("referrer")
def _invited(facts: Facts) -> str:
    return _("Thank you: a friend whom you invited has kept a first order.")


def came_by_invitation() -> Why:
    return Why("referred-friend")


@told("referred-friend")
def _came_by_invitation(facts: Facts) -> str:
    return _("A welcome: you came by invitation and have kept a first order.")

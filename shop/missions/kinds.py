"""What happens in missions, and what is done with them in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

for action, label in (
    ("mission.draft", _("Mission drafted")),
    ("mission.submit", _("Mission submitted for review")),
    ("mission.approve", _("Mission approved")),
    ("mission.turn-down", _("Mission turned down")),
    ("mission.end", _("Mission ended early")),
):
    actions.declare(
        action, label, name=(_("Mission"), "Tea card"), version=(_("Version"), 2)
    )
happenings.declare(
    "mission.rewarded",
    _("Points for a mission"),
    mission=(_("Mission"), "Tea card"),
    mission_zh=(_("Mission in Chinese"), "茶卡"),
    points=(_("Points"), 40),
    is_over=(_("Nothing more to get"), False),
)

"""What happens to people's accounts."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import happenings

happenings.declare("member.joined", _("Member joined"))
happenings.declare("member.confirmed", _("E-mail address confirmed"))
happenings.declare("member.email-changed", _("E-mail address changed"))
happenings.declare("member.password-changed", _("Password changed"))
happenings.declare("member.password-chosen", _("Password chosen by mail"))

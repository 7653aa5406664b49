"""All desks, by their entries in the order and the groups of the navigation."""

from django.utils.translation import gettext_lazy as _

from shop.staff.campaigns.desk import CAMPAIGNS
from shop.staff.delivery.desk import DELIVERY
from shop.staff.goods.desk import PRODUCTS, SEARCH, STOCK
from shop.staff.measures.desk import CONTENT
from shop.staff.missions.desk import MISSIONS
from shop.staff.money.desk import BOOKS, PAYMENTS, REFUNDS, VAT
from shop.staff.offers.desk import OFFERS
from shop.staff.operations.desk import LOG, MAIL
from shop.staff.orders.desk import ORDERS, PICKUP
from shop.staff.people.desk import COLLEAGUES, MEMBERS
from shop.staff.points.desk import GIVEN, OUTSTANDING, REFERRALS, RULE, VOUCHERS
from shop.staff.returns.desk import RETURNS
from shop.staff.shell.navigation import Group
from shop.staff.texts.desk import TEXTS
from shop.staff.tiers.desk import LADDERS
from shop.staff.today.desk import TODAY

GROUPS = (
    Group(_("Today"), (TODAY,)),
    Group(_("Orders"), (ORDERS, PICKUP, RETURNS)),
    Group(_("Goods"), (PRODUCTS, STOCK, CONTENT, SEARCH, OFFERS)),
    Group(
        _("Members and points"),
        (
            MEMBERS,
            CAMPAIGNS,
            MISSIONS,
            LADDERS,
            VOUCHERS,
            REFERRALS,
            OUTSTANDING,
            GIVEN,
            RULE,
        ),
    ),
    Group(_("Money"), (PAYMENTS, REFUNDS, VAT, BOOKS)),
    Group(_("The shop"), (DELIVERY, TEXTS, MAIL, COLLEAGUES, LOG)),
)
SECTIONS = tuple(section for group in GROUPS for section in group.sections)

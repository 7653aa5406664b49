"""All desks, by their entries in the order of the navigation."""

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
from shop.staff.points.desk import GIVEN, OUTSTANDING, REFERRALS, RULE
from shop.staff.returns.desk import RETURNS
from shop.staff.texts.desk import TEXTS
from shop.staff.today.desk import TODAY

SECTIONS = (
    TODAY,
    ORDERS,
    PICKUP,
    STOCK,
    RETURNS,
    PAYMENTS,
    REFUNDS,
    MEMBERS,
    CAMPAIGNS,
    MISSIONS,
    OUTSTANDING,
    GIVEN,
    REFERRALS,
    RULE,
    DELIVERY,
    VAT,
    MAIL,
    BOOKS,
    LOG,
    COLLEAGUES,
    PRODUCTS,
    SEARCH,
    OFFERS,
    CONTENT,
    TEXTS,
)

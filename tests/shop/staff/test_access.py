"""S15, S16, S19: every staff address × method × role, against a written table.

302 for visitors leads to the sign-in page; for staff it is a form that was accepted.
A file that was taken is written down: nothing else is changed by a GET.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from lxml import html

from shop.audit.models import Entry
from shop.forks.order.models import Line, Order
from shop.identity import roles
from shop.returns.models import Receipt, RequestedLine
from shop.staff.returns.return_forms import ReceiveForm
from shop.staff.urls import urlpatterns
from shop.users.models import User
from tests.shop.staff.conftest import deliver, make_shopper, make_staff_in, order_of
from tests.shop.staff.filling import filled
from tests.shop.staff.forms import forms_for

ROLES = (
    "visitor",
    "shopper",
    roles.ACCOUNTANT,
    roles.ORDER_DESK,
    roles.LOYALTY_DESK,
    roles.MANAGER,
)
#                  visitor shopper accountant orders loyalty manager
TABLE = {
    ("today", "GET"): (302, 403, 200, 200, 200, 200),
    ("today", "POST"): (302, 403, 405, 405, 405, 405),
    ("orders", "GET"): (302, 403, 200, 200, 200, 200),
    ("orders", "POST"): (302, 403, 405, 405, 405, 405),
    ("orders-file", "GET"): (302, 403, 200, 200, 200, 200),
    ("orders-file", "POST"): (302, 403, 405, 405, 405, 405),
    ("order", "GET"): (302, 403, 200, 200, 200, 200),
    ("order", "POST"): (302, 403, 405, 405, 405, 405),
    ("document", "GET"): (302, 403, 200, 200, 200, 200),
    ("document", "POST"): (302, 403, 405, 405, 405, 405),
    ("mark-paid", "GET"): (302, 403, 302, 302, 302, 302),
    ("mark-paid", "POST"): (302, 403, 403, 302, 403, 302),
    ("mark-shipped", "GET"): (302, 403, 302, 302, 302, 302),
    ("mark-shipped", "POST"): (302, 403, 403, 302, 403, 302),
    ("parcel", "GET"): (302, 403, 403, 200, 403, 200),
    ("parcel", "POST"): (302, 403, 403, 302, 403, 302),
    ("mark-ready", "GET"): (302, 403, 302, 302, 302, 302),
    ("mark-ready", "POST"): (302, 403, 403, 302, 403, 302),
    ("mark-delivered", "GET"): (302, 403, 302, 302, 302, 302),
    ("mark-delivered", "POST"): (302, 403, 403, 302, 403, 302),
    ("cancel", "GET"): (302, 403, 403, 200, 403, 200),
    ("cancel", "POST"): (302, 403, 403, 302, 403, 302),
    ("delivery-note", "GET"): (302, 403, 200, 200, 200, 200),
    ("delivery-note", "POST"): (302, 403, 405, 405, 405, 405),
    ("goodwill", "GET"): (302, 403, 403, 200, 403, 200),
    ("goodwill", "POST"): (302, 403, 403, 302, 403, 302),
    ("take-back", "GET"): (302, 403, 403, 200, 403, 200),
    ("take-back", "POST"): (302, 403, 403, 302, 403, 302),
    ("pickup", "GET"): (302, 403, 403, 200, 403, 200),
    ("pickup", "POST"): (302, 403, 403, 405, 403, 405),
    ("pickup-file", "GET"): (302, 403, 403, 200, 403, 200),
    ("pickup-file", "POST"): (302, 403, 403, 405, 403, 405),
    ("hand-over", "GET"): (302, 403, 403, 302, 403, 302),
    ("hand-over", "POST"): (302, 403, 403, 302, 403, 302),
    ("returns", "GET"): (302, 403, 200, 200, 403, 200),
    ("returns", "POST"): (302, 403, 405, 405, 403, 405),
    ("returns-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("returns-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("return", "GET"): (302, 403, 200, 200, 403, 200),
    ("return", "POST"): (302, 403, 405, 405, 403, 405),
    ("receive-return", "GET"): (302, 403, 403, 200, 403, 200),
    ("receive-return", "POST"): (302, 403, 403, 302, 403, 302),
    ("hand-in-return", "GET"): (302, 403, 302, 302, 403, 302),
    ("hand-in-return", "POST"): (302, 403, 403, 302, 403, 302),
    ("close-return", "GET"): (302, 403, 302, 302, 403, 302),
    ("close-return", "POST"): (302, 403, 403, 302, 403, 302),
    ("products", "GET"): (302, 403, 403, 403, 403, 200),
    ("products", "POST"): (302, 403, 403, 403, 403, 405),
    ("products-file", "GET"): (302, 403, 403, 403, 403, 200),
    ("products-file", "POST"): (302, 403, 403, 403, 403, 405),
    ("new-product", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-product", "POST"): (302, 403, 403, 403, 403, 302),
    ("product", "GET"): (302, 403, 403, 403, 403, 200),
    ("product", "POST"): (302, 403, 403, 403, 403, 302),
    ("product-variants", "GET"): (302, 403, 403, 403, 403, 200),
    ("product-variants", "POST"): (302, 403, 403, 403, 403, 302),
    ("add-variants", "GET"): (302, 403, 403, 403, 403, 302),
    ("add-variants", "POST"): (302, 403, 403, 403, 403, 302),
    ("preview-product", "GET"): (302, 403, 403, 403, 403, 200),
    ("preview-product", "POST"): (302, 403, 403, 403, 403, 405),
    ("duplicate-product", "GET"): (302, 403, 403, 403, 403, 302),
    ("duplicate-product", "POST"): (302, 403, 403, 403, 403, 302),
    ("undo-product", "GET"): (302, 403, 403, 403, 403, 302),
    ("undo-product", "POST"): (302, 403, 403, 403, 403, 302),
    ("remove-product", "GET"): (302, 403, 403, 403, 403, 200),
    ("remove-product", "POST"): (302, 403, 403, 403, 403, 302),
    ("categories", "GET"): (302, 403, 403, 403, 403, 200),
    ("categories", "POST"): (302, 403, 403, 403, 403, 405),
    ("new-category", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-category", "POST"): (302, 403, 403, 403, 403, 302),
    ("category", "GET"): (302, 403, 403, 403, 403, 200),
    ("category", "POST"): (302, 403, 403, 403, 403, 302),
    ("move-category", "GET"): (302, 403, 403, 403, 403, 302),
    ("move-category", "POST"): (302, 403, 403, 403, 403, 302),
    ("remove-category", "GET"): (302, 403, 403, 403, 403, 200),
    ("remove-category", "POST"): (302, 403, 403, 403, 403, 302),
    ("stock", "GET"): (302, 403, 200, 200, 403, 200),
    ("stock", "POST"): (302, 403, 405, 405, 403, 405),
    ("stock-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("stock-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("correct-stock", "GET"): (302, 403, 403, 200, 403, 200),
    ("correct-stock", "POST"): (302, 403, 403, 302, 403, 302),
    ("synonyms", "GET"): (302, 403, 403, 403, 403, 200),
    ("synonyms", "POST"): (302, 403, 403, 403, 403, 405),
    ("synonyms-file", "GET"): (302, 403, 403, 403, 403, 200),
    ("synonyms-file", "POST"): (302, 403, 403, 403, 403, 405),
    ("misses", "GET"): (302, 403, 403, 403, 403, 200),
    ("misses", "POST"): (302, 403, 403, 403, 403, 405),
    ("misses-file", "GET"): (302, 403, 403, 403, 403, 200),
    ("misses-file", "POST"): (302, 403, 403, 403, 403, 405),
    ("new-synonym", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-synonym", "POST"): (302, 403, 403, 403, 403, 302),
    ("synonym", "GET"): (302, 403, 403, 403, 403, 200),
    ("synonym", "POST"): (302, 403, 403, 403, 403, 302),
    ("remove-synonym", "GET"): (302, 403, 403, 403, 403, 302),
    ("remove-synonym", "POST"): (302, 403, 403, 403, 403, 302),
    ("payments", "GET"): (302, 403, 200, 200, 403, 200),
    ("payments", "POST"): (302, 403, 405, 405, 403, 405),
    ("payments-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("payments-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("differences-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("differences-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("settle-difference", "GET"): (302, 403, 403, 403, 403, 200),
    ("settle-difference", "POST"): (302, 403, 403, 403, 403, 302),
    ("send-back", "GET"): (302, 403, 403, 403, 403, 200),
    ("send-back", "POST"): (302, 403, 403, 403, 403, 302),
    ("refunds", "GET"): (302, 403, 200, 200, 403, 200),
    ("refunds", "POST"): (302, 403, 405, 405, 403, 405),
    ("refunds-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("refunds-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("pay-out", "GET"): (302, 403, 302, 302, 403, 302),
    ("pay-out", "POST"): (302, 403, 403, 403, 403, 302),
    ("send-again", "GET"): (302, 403, 302, 302, 403, 302),
    ("send-again", "POST"): (302, 403, 403, 403, 403, 302),
    ("colleagues", "GET"): (302, 403, 403, 403, 403, 200),
    ("colleagues", "POST"): (302, 403, 403, 403, 403, 405),
    ("colleagues-file", "GET"): (302, 403, 403, 403, 403, 200),
    ("colleagues-file", "POST"): (302, 403, 403, 403, 403, 405),
    ("reset-second-factor", "GET"): (302, 403, 403, 403, 403, 200),
    ("reset-second-factor", "POST"): (302, 403, 403, 403, 403, 302),
    ("members", "GET"): (302, 403, 200, 403, 200, 200),
    ("members", "POST"): (302, 403, 405, 403, 405, 405),
    ("members-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("members-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("member", "GET"): (302, 403, 200, 403, 200, 200),
    ("member", "POST"): (302, 403, 405, 403, 405, 405),
    ("postings-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("postings-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("adjust", "GET"): (302, 403, 403, 403, 200, 200),
    ("adjust", "POST"): (302, 403, 403, 403, 302, 302),
    ("given", "GET"): (302, 403, 200, 403, 403, 200),
    ("given", "POST"): (302, 403, 405, 403, 403, 405),
    ("given-file", "GET"): (302, 403, 200, 403, 403, 200),
    ("given-file", "POST"): (302, 403, 405, 403, 403, 405),
    ("outstanding", "GET"): (302, 403, 200, 403, 200, 200),
    ("outstanding", "POST"): (302, 403, 405, 403, 405, 405),
    ("outstanding-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("outstanding-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("extend", "GET"): (302, 403, 403, 403, 200, 200),
    ("extend", "POST"): (302, 403, 403, 403, 302, 302),
    ("lift-freeze", "GET"): (302, 403, 403, 403, 200, 200),
    ("lift-freeze", "POST"): (302, 403, 403, 403, 302, 302),
    ("adjustments", "GET"): (302, 403, 403, 403, 200, 200),
    ("adjustments", "POST"): (302, 403, 403, 403, 405, 405),
    ("adjustments-file", "GET"): (302, 403, 403, 403, 200, 200),
    ("adjustments-file", "POST"): (302, 403, 403, 403, 405, 405),
    ("approve-adjustment", "GET"): (302, 403, 403, 403, 302, 302),
    ("approve-adjustment", "POST"): (302, 403, 403, 403, 302, 302),
    ("decline-adjustment", "GET"): (302, 403, 403, 403, 302, 302),
    ("decline-adjustment", "POST"): (302, 403, 403, 403, 302, 302),
    ("propose-merge", "GET"): (302, 403, 403, 403, 200, 200),
    ("propose-merge", "POST"): (302, 403, 403, 403, 302, 302),
    ("merges", "GET"): (302, 403, 403, 403, 200, 200),
    ("merges", "POST"): (302, 403, 403, 403, 405, 405),
    ("merges-file", "GET"): (302, 403, 403, 403, 200, 200),
    ("merges-file", "POST"): (302, 403, 403, 403, 405, 405),
    ("merge", "GET"): (302, 403, 403, 403, 200, 200),
    ("merge", "POST"): (302, 403, 403, 403, 405, 405),
    ("approve-merge", "GET"): (302, 403, 403, 403, 302, 302),
    ("approve-merge", "POST"): (302, 403, 403, 403, 302, 302),
    ("withdraw-merge", "GET"): (302, 403, 403, 403, 302, 302),
    ("withdraw-merge", "POST"): (302, 403, 403, 403, 302, 302),
    ("referrals", "GET"): (302, 403, 200, 403, 200, 200),
    ("referrals", "POST"): (302, 403, 405, 403, 405, 405),
    ("referrals-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("referrals-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("referral", "GET"): (302, 403, 200, 403, 200, 200),
    ("referral", "POST"): (302, 403, 403, 403, 302, 302),
    ("referral-terms", "GET"): (302, 403, 403, 403, 403, 200),
    ("referral-terms", "POST"): (302, 403, 403, 403, 403, 302),
    ("vouchers", "GET"): (302, 403, 200, 403, 200, 200),
    ("vouchers", "POST"): (302, 403, 405, 403, 405, 405),
    ("vouchers-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("vouchers-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("new-voucher-choice", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-voucher-choice", "POST"): (302, 403, 403, 403, 403, 302),
    ("voucher-choice", "GET"): (302, 403, 403, 403, 403, 200),
    ("voucher-choice", "POST"): (302, 403, 403, 403, 403, 302),
    ("withdraw-voucher-choice", "GET"): (302, 403, 302, 403, 302, 302),
    ("withdraw-voucher-choice", "POST"): (302, 403, 403, 403, 403, 302),
    ("voucher", "GET"): (302, 403, 200, 403, 200, 200),
    ("voucher", "POST"): (302, 403, 403, 403, 302, 302),
    ("ladders", "GET"): (302, 403, 200, 403, 200, 200),
    ("ladders", "POST"): (302, 403, 405, 403, 405, 405),
    ("ladders-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("ladders-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("new-ladder", "GET"): (302, 403, 403, 403, 200, 200),
    ("new-ladder", "POST"): (302, 403, 403, 403, 302, 302),
    ("ladder", "GET"): (302, 403, 200, 403, 200, 200),
    ("ladder", "POST"): (302, 403, 405, 403, 405, 405),
    ("submit-ladder", "GET"): (302, 403, 302, 403, 302, 302),
    ("submit-ladder", "POST"): (302, 403, 403, 403, 302, 302),
    ("approve-ladder", "GET"): (302, 403, 302, 403, 302, 302),
    ("approve-ladder", "POST"): (302, 403, 403, 403, 403, 302),
    ("turn-ladder-down", "GET"): (302, 403, 302, 403, 302, 302),
    ("turn-ladder-down", "POST"): (302, 403, 403, 403, 403, 302),
    ("campaigns", "GET"): (302, 403, 200, 403, 200, 200),
    ("campaigns", "POST"): (302, 403, 405, 403, 405, 405),
    ("campaigns-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("campaigns-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("new-campaign", "GET"): (302, 403, 403, 403, 200, 200),
    ("new-campaign", "POST"): (302, 403, 403, 403, 302, 302),
    ("campaign", "GET"): (302, 403, 200, 403, 200, 200),
    ("campaign", "POST"): (302, 403, 405, 403, 405, 405),
    ("change-campaign", "GET"): (302, 403, 403, 403, 200, 200),
    ("change-campaign", "POST"): (302, 403, 403, 403, 302, 302),
    ("submit-campaign", "GET"): (302, 403, 302, 403, 302, 302),
    ("submit-campaign", "POST"): (302, 403, 403, 403, 302, 302),
    ("approve-campaign", "GET"): (302, 403, 302, 403, 302, 302),
    ("approve-campaign", "POST"): (302, 403, 403, 403, 403, 302),
    ("turn-campaign-down", "GET"): (302, 403, 302, 403, 302, 302),
    ("turn-campaign-down", "POST"): (302, 403, 403, 403, 403, 302),
    ("end-campaign", "GET"): (302, 403, 302, 403, 302, 302),
    ("end-campaign", "POST"): (302, 403, 403, 403, 403, 302),
    ("duplicate-campaign", "GET"): (302, 403, 302, 403, 302, 302),
    ("duplicate-campaign", "POST"): (302, 403, 403, 403, 302, 302),
    ("missions", "GET"): (302, 403, 200, 403, 200, 200),
    ("missions", "POST"): (302, 403, 405, 403, 405, 405),
    ("missions-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("missions-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("new-mission", "GET"): (302, 403, 403, 403, 200, 200),
    ("new-mission", "POST"): (302, 403, 403, 403, 302, 302),
    ("mission", "GET"): (302, 403, 200, 403, 200, 200),
    ("mission", "POST"): (302, 403, 405, 403, 405, 405),
    ("change-mission", "GET"): (302, 403, 403, 403, 200, 200),
    ("change-mission", "POST"): (302, 403, 403, 403, 302, 302),
    ("submit-mission", "GET"): (302, 403, 302, 403, 302, 302),
    ("submit-mission", "POST"): (302, 403, 403, 403, 302, 302),
    ("approve-mission", "GET"): (302, 403, 302, 403, 302, 302),
    ("approve-mission", "POST"): (302, 403, 403, 403, 403, 302),
    ("turn-mission-down", "GET"): (302, 403, 302, 403, 302, 302),
    ("turn-mission-down", "POST"): (302, 403, 403, 403, 403, 302),
    ("end-mission", "GET"): (302, 403, 302, 403, 302, 302),
    ("end-mission", "POST"): (302, 403, 403, 403, 403, 302),
    ("rule", "GET"): (302, 403, 200, 403, 200, 200),
    ("rule", "POST"): (302, 403, 405, 403, 405, 405),
    ("rule-file", "GET"): (302, 403, 200, 403, 200, 200),
    ("rule-file", "POST"): (302, 403, 405, 403, 405, 405),
    ("publish-rule", "GET"): (302, 403, 403, 403, 403, 200),
    ("publish-rule", "POST"): (302, 403, 403, 403, 403, 302),
    ("delivery", "GET"): (302, 403, 200, 200, 403, 200),
    ("delivery", "POST"): (302, 403, 405, 405, 403, 405),
    ("prices-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("prices-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("points-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("points-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("methods-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("methods-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("carriers-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("carriers-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("new-zone", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-zone", "POST"): (302, 403, 403, 403, 403, 302),
    ("zone", "GET"): (302, 403, 403, 403, 403, 200),
    ("zone", "POST"): (302, 403, 403, 403, 403, 302),
    ("remove-zone", "GET"): (302, 403, 302, 302, 403, 302),
    ("remove-zone", "POST"): (302, 403, 403, 403, 403, 302),
    ("new-point", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-point", "POST"): (302, 403, 403, 403, 403, 302),
    ("point", "GET"): (302, 403, 403, 403, 403, 200),
    ("point", "POST"): (302, 403, 403, 403, 403, 302),
    ("new-method", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-method", "POST"): (302, 403, 403, 403, 403, 302),
    ("method", "GET"): (302, 403, 403, 403, 403, 200),
    ("method", "POST"): (302, 403, 403, 403, 403, 302),
    ("vat", "GET"): (302, 403, 200, 403, 403, 200),
    ("vat", "POST"): (302, 403, 405, 403, 403, 405),
    ("rates-file", "GET"): (302, 403, 200, 403, 403, 200),
    ("rates-file", "POST"): (302, 403, 405, 403, 403, 405),
    ("coming-rates-file", "GET"): (302, 403, 200, 403, 403, 200),
    ("coming-rates-file", "POST"): (302, 403, 405, 403, 403, 405),
    ("new-rate", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-carrier", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-carrier", "POST"): (302, 403, 403, 403, 403, 302),
    ("carrier", "GET"): (302, 403, 403, 403, 403, 200),
    ("carrier", "POST"): (302, 403, 403, 403, 403, 302),
    ("new-rate", "POST"): (302, 403, 403, 403, 403, 302),
    ("remove-rate", "GET"): (302, 403, 302, 403, 403, 302),
    ("remove-rate", "POST"): (302, 403, 403, 403, 403, 302),
    ("new-tax-category", "GET"): (302, 403, 403, 403, 403, 200),
    ("new-tax-category", "POST"): (302, 403, 403, 403, 403, 302),
    ("net-content", "GET"): (302, 403, 403, 403, 403, 200),
    ("net-content", "POST"): (302, 403, 403, 403, 403, 302),
    ("texts", "GET"): (302, 403, 403, 403, 403, 200),
    ("texts", "POST"): (302, 403, 403, 403, 403, 405),
    ("text", "GET"): (302, 403, 403, 403, 403, 200),
    ("text", "POST"): (302, 403, 403, 403, 403, 302),
    ("outbox", "GET"): (302, 403, 200, 200, 403, 200),
    ("outbox", "POST"): (302, 403, 405, 405, 403, 405),
    ("outbox-file", "GET"): (302, 403, 200, 200, 403, 200),
    ("outbox-file", "POST"): (302, 403, 405, 405, 403, 405),
    ("retry", "GET"): (302, 403, 302, 302, 403, 302),
    ("retry", "POST"): (302, 403, 403, 302, 403, 302),
    ("books", "GET"): (302, 403, 200, 403, 403, 200),
    ("books", "POST"): (302, 403, 405, 403, 403, 405),
    ("books-file", "GET"): (302, 403, 200, 403, 403, 200),
    ("books-file", "POST"): (302, 403, 405, 403, 403, 405),
    ("digests-file", "GET"): (302, 403, 200, 403, 403, 200),
    ("digests-file", "POST"): (302, 403, 405, 403, 403, 405),
    ("check-books", "GET"): (302, 403, 302, 403, 403, 302),
    ("check-books", "POST"): (302, 403, 403, 403, 403, 302),
    ("digest", "GET"): (302, 403, 200, 403, 403, 200),
    ("digest", "POST"): (302, 403, 405, 403, 403, 405),
    ("log", "GET"): (302, 403, 200, 403, 403, 200),
    ("log", "POST"): (302, 403, 405, 403, 403, 405),
    ("log-file", "GET"): (302, 403, 200, 403, 403, 200),
    ("log-file", "POST"): (302, 403, 405, 403, 403, 405),
}


@dataclass(frozen=True)
class World:
    """What the pages work on; `forms` by address: its arguments and a valid form."""

    shopper: User
    manager: User
    order: Order
    forms: dict[str, tuple[list, dict]]


@pytest.fixture(scope="module")
def world(module_db, tmp_path_factory):
    """Built once: whatever a test does to it is rolled back."""
    with override_settings(DATA_DIR=tmp_path_factory.mktemp("data")):
        shopper, manager = make_shopper(), make_staff_in(roles.MANAGER)
        delivered = deliver(order_of(shopper))
        forms = forms_for(delivered, shopper, manager)
        yield World(shopper, manager, delivered, forms)


@pytest.fixture
def shopper(world, db):
    return world.shopper


@pytest.fixture
def manager(world, db):
    return User.objects.get(pk=world.manager.pk)


@pytest.fixture
def order(world, db):
    return world.order


@pytest.fixture
def client_of(staff_with, shopper):
    def make(role):
        client = Client()
        if role == "shopper":
            client.force_login(shopper)
        elif role != "visitor":
            client.force_login(staff_with(role))
        return client

    return make


def rows_written() -> int:
    """How many this test has written until now, whatever was rolled back since.

    Sessions and the baskets of visits do not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            " FROM pg_stat_xact_user_tables"
            " WHERE relname NOT IN ('users_session', 'basket_basket')"
        )
        return int(cursor.fetchone()[0])


def test_the_table_knows_every_address():
    names = {pattern.name for pattern in urlpatterns}
    names.remove("start")  # leads on to one of the others
    assert {name for name, _method in TABLE} == names
    assert len(TABLE) == 2 * len(names)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_keeps_to_the_table(role, world, client_of):
    client = client_of(role)
    found = {}

    for name, method in TABLE:
        args, data = world.forms.get(name, ([], {}))
        url = reverse(f"staff:{name}", args=args)
        if name == "settle-difference" and method == "GET":
            url += f"?{urlencode(data)}"
        before = rows_written()
        with transaction.atomic():
            response = client.get(url) if method == "GET" else client.post(url, data)
            found[name, method] = response.status_code
            changed = rows_written() > before
            accepted = role != "visitor" and (
                (response.status_code == 302 and method == "POST")
                or (
                    response.status_code == 200
                    and (name.endswith("-file") or name in ("document", "digest"))
                )
            )
            assert changed == accepted, (name, method)
            if accepted:
                assert Entry.objects.latest("pk").actor_id == int(
                    client.session["_auth_user_id"]
                ), f"{name} left no log entry (S19)"
            elif response.status_code == 302 and role == "visitor":
                assert response.url.startswith(reverse("customer:login"))
            elif response.status_code == 302:
                assert url.startswith(response.url), "a form's address leads above it"
            transaction.set_rollback(True)

    place_in_table = ROLES.index(role)
    assert found == {key: row[place_in_table] for key, row in TABLE.items()}


def test_a_forged_form_changes_nothing(world, manager):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    before = rows_written()

    for name, method in TABLE:
        if method == "POST":
            args, data = world.forms.get(name, ([], {}))
            response = client.post(reverse(f"staff:{name}", args=args), data)
            assert response.status_code in (403, 405), name
    assert rows_written() == before


def test_someone_who_left_the_staff_gets_nothing(client, manager, order):
    """The role alone opens no page: only who is on the staff comes in."""
    manager.is_staff = False
    manager.save()
    client.force_login(manager)

    assert client.get(reverse("staff:today")).status_code == 403
    url = reverse("staff:mark-paid", args=[order.number])
    assert client.post(url).status_code == 403


def test_the_navigation_leads_only_where_one_may_go(client_of):
    for role in ROLES[2:]:
        client = client_of(role)
        page = client.get(reverse("staff:today")).content.decode()
        navigation = page.split("<nav")[1].split("</nav>")[0]
        links = re.findall(r'href="([^"]+)"', navigation)
        assert links
        assert {client.get(url).status_code for url in links} == {200}


def test_no_cache_keeps_what_staff_see(client, manager, order):
    client.force_login(manager)
    for url in (reverse("staff:orders"), reverse("staff:order", args=[order.number])):
        assert "no-store" in client.get(url)["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "args", "data"),
    [
        ("order", ["\0"], None),
        ("mark-paid", ["\0"], {}),
        ("cancel", ["\0"], {"reason": "x"}),
        ("member", [10**30], None),
        ("postings-file", [10**30], None),
        ("adjust", [10**30], {}),
        ("extend", [10**30], {}),
        ("retry", [10**30], {}),
        ("correct-stock", [10**30], {}),
        ("send-back", [10**30], {}),
        ("settle-difference", [], {}),
        ("settle-difference", [], {"what": "\0", "subject": "x"}),
        ("zone", [10**30], None),
        ("remove-zone", [10**30], {}),
        ("method", [10**30], {}),
        ("remove-rate", [10**30], {}),
        ("point", [10**30], None),
        ("mark-ready", ["\0"], {}),
        ("hand-over", [], {"code": "no such code"}),
        ("return", ["\0"], None),
        ("receive-return", ["R0000-00000"], {}),
        ("hand-in-return", ["\0"], {}),
        ("close-return", ["\0"], {}),
        ("lift-freeze", [10**30], {}),
        ("propose-merge", [10**30], None),
        ("merge", [10**30], None),
        ("approve-merge", [10**30], {}),
        ("approve-adjustment", [10**30], {}),
        ("decline-adjustment", [10**30], {}),
        ("withdraw-merge", [10**30], {}),
        ("campaign", [10**30], None),
        ("change-campaign", [10**30], None),
        ("submit-campaign", [10**30], {}),
        ("approve-campaign", [10**30], {"version": "1"}),
        ("duplicate-campaign", [1], {"version": "\0"}),
        ("mission", [10**30], None),
        ("change-mission", [10**30], None),
        ("submit-mission", [10**30], {}),
        ("approve-mission", [1], {"version": "\0"}),
        ("digest", ["2026-01-01T000000Z.txt.gz"], None),
        ("digest", ["\0"], None),
        ("digest", ["..%2fsigning-key.pem"], None),
        ("pay-out", [], {"reference": "\0"}),
        ("pay-out", [], {"reference": "x" * 500}),
        ("pay-out", [], {}),
        ("send-again", [], {"reference": "\0"}),
        ("send-again", [], {}),
    ],
)
def test_broken_addresses_and_forms_are_not_found(client, manager, name, args, data):
    client.force_login(manager)
    url = reverse(f"staff:{name}", args=args)
    answer = client.get(url) if data is None else client.post(url, data)
    assert answer.status_code == 404


@pytest.mark.parametrize("text", ["\0", "%", "'", "x" * 500, "<script>", "' OR 1=1"])
def test_any_text_can_be_searched_for(client, manager, text):
    client.force_login(manager)
    for name in ("orders", "members", "outbox", "payments", "returns"):
        assert client.get(reverse(f"staff:{name}"), {"text": text}).status_code == 200
    odd = {"subject": text, "person": text, "first": text}
    page = client.get(reverse("staff:log"), odd)
    assert page.status_code == 200
    assert "<script>x" not in page.content.decode()


PREVIEWS = ["receive-return", "take-back", "goodwill", "extend", "new-rate"]


@pytest.mark.parametrize("name", [*PREVIEWS, "publish-rule"])
def test_what_was_looked_at_is_locked_beside_its_confirmation(name, world, client_of):
    """Fields that can be edited there would be read, and something else be done."""
    client = client_of(roles.MANAGER)
    args, data = world.forms[name]
    url = reverse(f"staff:{name}", args=args)
    page = html.fromstring(client.get(url, data).text)
    (asking,) = page.xpath("//main//form[@method='get'][.//fieldset]")
    editable = "@name and not(@type='hidden') and not(ancestor::fieldset[@disabled])"

    assert page.xpath(f"//main//form[@method='post' and @action='{url}']")
    assert [each.get("name") for each in asking.xpath(f".//*[{editable}]")] == [
        "change"
    ]

    carried = [
        (each.get("name"), each.get("value") or "")
        for each in asking.xpath(".//input[@type='hidden']")
    ]
    again = client.get(f"{url}?{urlencode([*carried, ('change', '1')])}")
    assert again.status_code == 200
    page = html.fromstring(again.text)
    assert not page.xpath("//fieldset[@disabled]")
    assert not page.xpath(f"//main//form[@method='post' and @action='{url}']")
    shown = dict(page.xpath("//main//form[@method='get']")[0].form_values())
    for field in {"money", "until", "percent", "expiry_months"} & set(data):
        assert shown[field] == str(data[field])
    pieces = [key for key in data if key.startswith(("received-", "line-"))]
    assert [shown[key] for key in pieces] == ["1"] * len(pieces)


def test_the_note_to_the_shopper_is_written_beside_the_confirmation(world, client_of):
    client = client_of(roles.MANAGER)
    args, data = world.forms["receive-return"]
    url = reverse("staff:receive-return", args=args)
    page = client.get(url, data)
    said = filled(page) | {"words": "A".ljust(501, "h")}

    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "What goes back" in refused.text
    assert "Nothing: all of it is refused" not in refused.text
    with transaction.atomic():
        assert client.post(url, said | {"words": "Ah"}).status_code == 302
        assert Receipt.objects.latest("pk").words == "Ah"
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("reason", "sold_again"),
    [("damaged", False), ("faulty", False), ("changed-mind", True), ("", True)],
)
def test_what_is_said_to_be_broken_is_not_ticked_to_be_sold(reason, sold_again):
    line = RequestedLine(
        pk=1, quantity=1, reason=reason, line=Line(quantity=1, title="Cup")
    )
    (row,) = ReceiveForm(lines=[line]).rows()

    assert bool(row.restock.value()) is sold_again

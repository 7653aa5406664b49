"""A request as the shop's middleware and pages complete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from oscar.apps.partner.strategy import Base

    from shop.storefront.categories import Tree


class ShopRequest(HttpRequest):
    strategy: Base
    category_tree: Tree

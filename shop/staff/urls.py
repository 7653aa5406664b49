"""Where the staff pages are: each desk says it of its own.

No address changes anything on GET (S16); that a file was taken is written down.
"""

from django.urls import path

from shop.staff.campaigns import urls as campaigns
from shop.staff.delivery import urls as delivery
from shop.staff.goods import urls as goods
from shop.staff.measures import urls as measures
from shop.staff.missions import urls as missions
from shop.staff.money import urls as money
from shop.staff.operations import urls as operations
from shop.staff.orders import urls as orders
from shop.staff.people import urls as people
from shop.staff.points import urls as points
from shop.staff.returns import urls as returns
from shop.staff.starting import start
from shop.staff.texts import urls as texts
from shop.staff.tiers import urls as tiers
from shop.staff.today import urls as today

app_name = "staff"

urlpatterns = [
    path("start/", start, name="start"),
    *today.urlpatterns,
    *orders.urlpatterns,
    *returns.urlpatterns,
    *goods.urlpatterns,
    *money.urlpatterns,
    *people.urlpatterns,
    *points.urlpatterns,
    *campaigns.urlpatterns,
    *missions.urlpatterns,
    *tiers.urlpatterns,
    *delivery.urlpatterns,
    *measures.urlpatterns,
    *texts.urlpatterns,
    *operations.urlpatterns,
]

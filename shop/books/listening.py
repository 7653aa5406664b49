"""Who hears by mail that the books do not agree."""

from shop.books import alerting
from shop.books.models import ReconciliationRun
from shop.happenings.listening import listens
from shop.happenings.models import Happening


@listens("mail", to="books.differ")
def _differ(happening: Happening) -> None:
    run = ReconciliationRun.objects.get(pk=happening.key)
    alerting.alert(run=run, at=happening.happened_at)

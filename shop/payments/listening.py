"""What the people of the shop hear by mail about money."""

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.payments.alerting import alert


@listens("mail", to="refund.refused")
def _refused(happening: Happening) -> None:
    alert(
        what="refund-failed",
        facts={"order_number": happening.key, **happening.facts},
        reference=happening.reference,
        at=happening.happened_at,
    )

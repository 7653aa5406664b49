"""What somebody would have by a mission, had they begun it some days ago."""

from datetime import datetime, timedelta

from loyalty.arithmetic.missions import Mission, Part, Progress, progress
from loyalty.missions import doing
from loyalty.missions.taking_part import local_day
from shop.missions import kept_orders
from shop.missions.noticing import standing
from shop.users.models import User


def try_on(
    mission: Mission, *, member: User, days: int, looks_back: int, at: datetime
) -> Progress:
    """Return how far a member would be; nothing is begun, and nothing written down.

    Check-ins are known of those alone who were in a mission that counts them.
    """
    began_at = at - timedelta(days=days)
    known = {deed.reference: deed for deed in doing.deeds_of(member)}
    for deed in (*standing(member, at), *kept_orders.deeds(member=member, at=at)):
        known.setdefault(deed.reference, deed)
    part = Part(began_at=began_at, began_on=local_day(began_at), looks_back=looks_back)
    return progress(mission, part, known.values(), day=local_day(at))

"""What an entry of the log changed, in words."""

from shop.audit.models import Entry
from shop.staff.shell import cells, wording


def changes(entry: Entry) -> list[tuple[str, str, str]]:
    """What an entry changed: each name with its value before and after.

    Nothing that stayed nothing is left out: a list that was downloaded unfiltered.
    """
    names = dict.fromkeys([*entry.before, *entry.after])
    sides = (
        (
            wording.fact(entry.action, name),
            wording.value(name, entry.before.get(name)),
            wording.value(name, entry.after.get(name)),
        )
        for name in names
    )
    return [side for side in sides if set(side[1:]) != {cells.NOTHING}]

"""The next number of a series, in the transaction of what it is for.

A number that is rolled back with its cause is given to the next one, so there are
no gaps. PostgreSQL's sequences would be faster, and leave them.
"""

from shop.documents.models import Series


def take_numbers(*, kind: str, count: int = 1) -> tuple[Series, range]:
    """Lock the series of this kind until the transaction ends; take its next numbers.

    It is the last lock of a transaction that changes an order: all documents of a
    kind wait for it.
    """
    series = Series.objects.select_for_update(no_key=True).get(code=kind)
    first = series.next_number
    series.next_number = first + count
    series.save(update_fields=["next_number"])
    return series, range(first, first + count)


def printed(series: Series, number: int) -> str:
    return f"{series.prefix}{number:06}"

"""What counts as a number of points: a whole number from 1 to a billion."""

MOST_POINTS = 1_000_000_000


class InvalidPoints(ValueError):
    """Points are given in whole, positive numbers of a sensible size."""


def valid_points(points: object) -> int:
    """Return `points` if it is a number of points.

    Raises InvalidPoints for zero, negative, fractional, enormous or missing
    numbers, for text and for booleans.
    """
    if type(points) is not int or not 1 <= points <= MOST_POINTS:
        raise InvalidPoints(points)
    return points

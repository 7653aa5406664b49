import pytest

from loyalty.points import MOST_POINTS, InvalidPoints, valid_points


@pytest.mark.parametrize("points", [1, 500, MOST_POINTS])
def test_numbers_of_points(points):
    assert valid_points(points) == points


@pytest.mark.parametrize(
    "points", [0, -1, MOST_POINTS + 1, 1.0, "1", None, True, [], float("inf")]
)
def test_what_is_no_number_of_points(points):
    """L37"""
    with pytest.raises(InvalidPoints):
        valid_points(points)

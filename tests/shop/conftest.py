import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """A page asked for in Chinese leaves its language to the next test."""
    with translation.override("en"):
        yield

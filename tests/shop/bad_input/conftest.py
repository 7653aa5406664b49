"""The whole shop, in both languages."""

import pytest

from tests.shop.bad_input.world import World


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    return request.param


@pytest.fixture
def world(client, language):
    return World(client, language)

"""The whole shop, in both languages."""

import copy

import pytest
from django.db import transaction
from django.test import Client

from tests.shop.bad_input.world import World


@pytest.fixture(scope="module", params=["en", "zh-hans"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def built(module_db, language):
    with transaction.atomic():
        yield World(Client(), language)
        transaction.set_rollback(True)


@pytest.fixture
def world(built, client):
    """The world as it was built, with a browser that is signed in as Mei's was."""
    world = copy.copy(built)
    world.client = client
    client.cookies = copy.deepcopy(built.client.cookies)
    return world

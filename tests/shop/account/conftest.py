"""Mei, who has an account, and the browser she is signed in with."""

import pytest

from tests.factories import make_member


@pytest.fixture
def mei():
    return make_member(email="mei@example.com", last_name="Mei Lin")


@pytest.fixture
def signed_in(client, mei):
    client.force_login(mei)
    return client

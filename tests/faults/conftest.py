from collections.abc import Iterator

import pytest

from tests.faults.story import Story
from tests.faults.town import Town
from tests.servers import cluster


@pytest.fixture(scope="package")
def town(django_db_blocker) -> Iterator[Town]:
    """One shop for all that breaks; each test has its own goods and people."""
    with (
        cluster.open_folder() as folder,
        django_db_blocker.unblock(),
        Town(folder).open() as town,
    ):
        yield town


@pytest.fixture
def story(town) -> Story:
    return Story(town)

"""The ledger and a plain model of it agree on everything, always.

`MODEL_EXAMPLES=5000 pytest tests/loyalty/model` looks longer.
"""

import os

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.examples import examples
from tests.loyalty.model.machine import LedgerAndModel

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", examples(30)))


@pytest.mark.django_db
def test_the_ledger_and_the_model_agree_after_every_step():
    """L20, L21, L22, L23, L24, L25: through time, whether jobs come by or not."""
    run_state_machine_as_test(
        LedgerAndModel,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=30, deadline=None),
    )

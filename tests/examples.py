"""How many examples a property is held against that needs a database.

One takes up to a second there. Each run draws a few, and others than the last run;
`make proof` draws all of them. What arithmetic alone can prove is proved on hundreds
in every run: tests/unit.
"""

import os

# How many times all of them: `make proof TIMES=10`.
TIMES = int(os.environ.get("PROOF", "0"))


def examples(most: int) -> int:
    return most * TIMES or -(-most // 4)

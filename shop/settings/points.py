"""What one person may do to points alone, and which points wait."""

from shop.settings.environment import env

# How many points somebody may give or take at once, and give in a month, alone: by
# role, and ("") for everybody. Beyond that a second person has to agree. The ledger
# keeps to them after the next `migrate`: who runs the shop cannot raise them.
POINTS_LIMITS = {
    "": (
        env.int("POINTS_CEILING", default=1_000),
        env.int("POINTS_BUDGET", default=10_000),
    ),
    "Manager": (
        env.int("MANAGER_POINTS_CEILING", default=10_000),
        env.int("MANAGER_POINTS_BUDGET", default=100_000),
    ),
}

# Whether points of an order whose money is asked back by the shopper's bank wait.
DISPUTES_HOLD_POINTS = env.bool("DISPUTES_HOLD_POINTS", default=True)

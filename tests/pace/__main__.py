"""Write the budget of the last run: `make budget`."""

from tests.pace import budget, durations

if __name__ == "__main__":
    taken = durations.last_run()
    if missing := set(filter(budget.exists, budget.read())) - taken.keys():
        raise SystemExit(f"The last run was not whole: {min(missing)} is missing.")
    budget.FILE.write_text(budget.written(taken))

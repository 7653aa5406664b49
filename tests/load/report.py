"""What a run shows: how fast, how much, what was refused."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tests.load.browser import NO_ANSWER, Answer, Log

SHARES = (50, 95, 99)
# A page that says that the payment service does not answer just now.
TOLD = ("POST account/orders/…/cancel/", 503)


def failures(answers: Iterable[Answer]) -> list[str]:
    """Answers that nobody may get: server errors, and none at all."""
    found = Counter(
        f"{answer.kind}: {answer.status or 'no answer'} {answer.detail}"
        for answer in answers
        if (answer.status >= 500 or answer.status == NO_ANSWER)
        and (answer.kind, answer.status) != TOLD
    )
    return [f"{what} ({times}×)" for what, times in found.most_common()]


def percentile(seconds: Sequence[float], share: int) -> float:
    """The time within which `share` percent of the sorted `seconds` lie."""
    return seconds[max(0, -(-len(seconds) * share // 100) - 1)]


def show(
    log: Log, *, seconds: float, happened: dict[str, Counter[str]], console: Console
) -> None:
    """`happened` is what came of the run, by what it is about."""
    times: dict[str, list[float]] = defaultdict(list)
    refused: Counter[str] = Counter()
    for answer in log.answers:
        times[answer.kind].append(answer.seconds)
        if answer.status >= 400:
            refused[answer.kind] += 1
    table = Table("page", "answers", "4xx, 5xx", *(f"p{share} s" for share in SHARES))
    for kind, taken in sorted(times.items(), key=lambda item: -len(item[1])):
        taken.sort()
        table.add_row(
            kind,
            f"{len(taken)}",
            f"{refused[kind] or ''}",
            *(f"{percentile(taken, share):.2f}" for share in SHARES),
        )
    console.print(table)
    rate = len(log.answers) / seconds
    console.print(f"{len(log.answers)} answers in {seconds:.0f} s: {rate:.1f} a second")
    for what, kinds in happened.items():
        told = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        console.print(f"{kinds.total()} {what}: {told or 'none'}")
    for reason, number in log.refusals.most_common():
        console.print(f"{number:>7}  {reason}")

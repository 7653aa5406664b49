"""How far a misspelt word may be from the one that was meant: pure.

Short words are too close to each other: in four letters only two neighbours may have
changed places. A first letter is seldom wrong, so only long words are let off one.
"""

ONE_FROM, TWO_FROM = 5, 9
WRONG_FIRST_FROM = 7


def may_differ(word: str) -> int:
    """Return by how many letters a word may differ from what was typed for it."""
    if len(word) < ONE_FROM:
        return 0
    return 1 if len(word) < TWO_FROM else 2


def neighbours_changed(word: str) -> list[str]:
    """Return the word with each two neighbours in each other's place."""
    changed = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(len(word) - 1)
    )
    return [other for other in dict.fromkeys(changed) if other != word]


def can_mean(typed: str, word: str) -> bool:
    """Say whether `word` may have been meant by what was typed."""
    if sorted(typed[:2]) != sorted(word[:2]) and typed[0] != word[0]:
        return len(typed) >= WRONG_FIRST_FROM and distance(typed, word) <= may_differ(
            typed
        )
    if len(typed) < ONE_FROM:
        return word in neighbours_changed(typed)
    return distance(typed, word) <= may_differ(typed)


def distance(one: str, other: str) -> int:
    """Count the letters to add, drop, replace or swap with a neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for to, wanted in enumerate(other, start=1):
            least = min(
                before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted)
            )
            swapped = at > 1 and to > 1 and one[at - 2] == wanted
            if swapped and letter == other[to - 2]:
                least = min(least, earlier[to - 2] + 1)
            row.append(least)
    return row[-1]

"""What the words of a search can mean among the words that the shop's goods have.

Each word becomes a slot with ways to find it: as it is, by a synonym, or near it. Near
it are words that begin so, sound so, or are read so; a misspelt word becomes the
closest that there is. A word that nothing is like is left out, and said to be.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from shop.search import besides, chinese, lacking, looking_up
from shop.search.asking import Asked
from shop.search.besides import key_of, meant_besides
from shop.search.contents import CATEGORY, KIND, SORT
from shop.search.looking_up import Known
from shop.search.words import is_han, pairs, written

# Beside these letters Latin words begin something.
BEGUN_FROM = 2
# More than read in a description: what a guess may look at.
STRONGLY = "ABC"


class Nearness(IntEnum):
    LITERAL = 0
    SAME = 1
    NEAR = 2


@dataclass(frozen=True)
class Way:
    """One way to find a word: what to ask, and which lexemes then count."""

    query: str
    lexemes: tuple[str, ...]
    nearness: Nearness = Nearness.LITERAL


@dataclass
class Slot:
    """A word of the search; `instead` is what it was taken for, if misspelt."""

    words: tuple[str, ...]
    ways: list[Way] = field(default_factory=list)
    instead: str = ""
    is_guess: bool = False

    @property
    def typed(self) -> str:
        return written(self.words)

    @property
    def query(self) -> str:
        return " | ".join(dict.fromkeys(f"({way.query})" for way in self.ways))


@dataclass(frozen=True)
class Meaning:
    """All slots of a search, and what was made of them."""

    asked: Asked
    slots: tuple[Slot, ...]
    unwanted: tuple[str, ...] = ()

    @property
    def found(self) -> list[Slot]:
        """The slots that can be searched for."""
        return [slot for slot in self.slots if slot.ways]

    @property
    def left_out(self) -> list[str]:
        return [slot.typed for slot in self.slots if not slot.ways]

    @property
    def instead(self) -> str:
        """What is searched for in place of what was typed; empty if nothing else is."""
        if not any(slot.instead for slot in self.slots):
            return ""
        return written([slot.instead or slot.typed for slot in self.slots])


def meaning_of(
    asked: Asked, *, language: str, literally: bool = False, is_begun: bool = False
) -> Meaning:
    """Find out what a search can mean; `literally` nothing but what it says.

    Where it `is_begun` its last word may go on.
    """
    literally = literally or asked.is_code
    return _Reader(asked, language, literally, is_begun).read()


class _Reader:
    """Reads one search: a few questions for all its words, one for each riddle."""

    def __init__(self, asked: Asked, language: str, literally: bool, is_begun: bool):
        self.asked = asked
        self.language = language
        self.literally = literally
        self.begun = asked.words[-1] if is_begun and asked.words else ""
        self.known: dict[str, Known] = {}
        self.there: set[str] = set()

    def read(self) -> Meaning:
        without = [lacking.named(word) for word in self.asked.lacking]
        synonyms = {} if self.literally else meant_besides(self.asked.words, *without)
        meant = [word for means in synonyms.values() for text in means for word in text]
        rows = [word for row in self.asked.rows for word in row]
        self._look_up(
            [
                *(*self.asked.words, *self.asked.unwanted, *self.asked.lacking),
                *(*rows, *meant, *self._joined()),
            ]
        )
        slots = [
            self._slot(words, synonyms.get(key_of(words), ()))
            for words in self._together(synonyms)
        ]
        slots += [Slot(row, [self._row(row)]) for row in self.asked.rows]
        slots += [
            self._without(word, synonyms.get(key_of(lacking.named(word)), ()))
            for word in self.asked.lacking
        ]
        there = [slot for slot in slots if slot is not None]
        self._forget_rests(there)
        return Meaning(
            self.asked,
            tuple(there),
            tuple(map(self._query, self.asked.unwanted)),
        )

    def _look_up(self, words: Iterable[str]) -> None:
        """Learn which of the words there are, in two questions for all of them."""
        new = dict.fromkeys(words)
        if latin := [word for word in new if not is_han(word)]:
            self.known |= looking_up.known(latin)
        if chinese := [self._query(word) for word in new if is_han(word)]:
            self.there |= looking_up.has(chinese)

    def _joined(self) -> list[str]:
        """Each two neighbours as one word: tea pot."""
        words = self.asked.words
        return [
            one + other
            for one, other in pairwise(words)
            if one.isalpha() and other.isalpha() and not is_han(one + other)
        ]

    def _together(self, synonyms: dict) -> Iterator[tuple[str, ...]]:
        """The words by what belongs together: a synonym of several, a parted word."""
        words, at = self.asked.words, 0
        while at < len(words):
            for size in range(min(besides.LONGEST, len(words) - at), 1, -1):
                several = words[at : at + size]
                if key_of(several) in synonyms or self._is_one(several):
                    yield several
                    at += size
                    break
            else:
                yield (words[at],)
                at += 1

    def _is_one(self, several: tuple[str, ...]) -> bool:
        joined = "".join(several)
        return (
            not self.literally
            and len(several) == 2
            and joined in self.known
            and self.known[joined].is_strong
        )

    def _forget_rests(self, slots: Sequence[Slot]) -> None:
        """What is left of a run says nothing beside what nothing is like: 电脑, 包.

        Unless it is a kind, or staff have said what it means.
        """
        unlike = {slot.typed for slot in slots if not slot.ways}
        for slot in slots:
            is_rest = len(slot.typed) == 1 and any(
                slot.typed in run and unlike.intersection(run)
                for run in self.asked.runs
            )
            if is_rest and all(way.nearness != Nearness.SAME for way in slot.ways):
                kinds = looking_up.has([_sort(slot.typed)])
                slot.ways = [_of_kind(slot.typed)] if kinds else []

    # -- One slot -------------------------------------------------------------------

    def _slot(
        self, words: tuple[str, ...], means: Iterable[tuple[str, ...]]
    ) -> Slot | None:
        says = [word for word in words if not self._is_idle(word)]
        if not says and len(self.asked.words) > len(words):
            return None
        slot = Slot(words)
        for way in self._literally(words):
            slot.ways.append(way)
        if self.literally:
            return slot
        slot.ways += [
            self._all(text, Nearness.SAME) for text in means if self._exists(text)
        ]
        if len(words) == 1:
            self._look_around(slot, words[0])
        return slot

    def _without(self, word: str, means: Iterable[tuple[str, ...]]) -> Slot:
        """What is said to be without it, never what has it."""
        slot = Slot(lacking.named(word))
        query = self._query(word)
        said = [
            looking_up.in_a_row(no + word) if is_han(word) else f"'{no}' <-> ({query})"
            for no in lacking.SAID[is_han(word)]
        ]
        if not is_han(word):
            said.append(f"({query}) <-> '{lacking.FREE}'")
        there = looking_up.has(said)
        ways = [Way(one, tuple(self._lexemes(word))) for one in said if one in there]
        others = [text for text in means if self._exists(text)]
        slot.ways = [*ways, *(self._all(text, Nearness.SAME) for text in others)]
        return slot

    def _literally(self, words: tuple[str, ...]) -> Iterator[Way]:
        if self._exists(words):
            yield self._all(words, Nearness.LITERAL)
        if len(words) > 1 and self._is_one(words):
            yield self._all(("".join(words),), Nearness.LITERAL)

    def _look_around(self, slot: Slot, word: str) -> None:
        if is_han(word):
            self._look_around_chinese(slot, word)
        elif word.isalpha():
            self._look_around_latin(slot, word)

    def _look_around_latin(self, slot: Slot, word: str) -> None:
        is_found = bool(slot.ways)
        # What is hardly found goes on as it is suggested to.
        is_weak = not self.known[word].is_strong and len(word) >= BEGUN_FROM
        if (word == self.begun and len(word) > 1) or is_weak:
            slot.ways += self._ways_to(looking_up.begun_with(word), Nearness.NEAR)
        if self.language != "en" or not slot.ways:
            read = looking_up.read_as(word)
            slot.ways += [self._all(text, Nearness.NEAR) for text in read]
        if not slot.ways and len(word) >= BEGUN_FROM:
            slot.ways += self._ways_to(looking_up.reading_on(word), Nearness.NEAR)
        if is_found:
            return
        if not slot.ways and (parts := looking_up.parted(word)):
            self._look_up(parts)
            slot.ways.append(self._all(parts, Nearness.NEAR))
            slot.instead = written(parts)
        if not slot.ways and (meant := looking_up.spelt_like(word)):
            slot.ways += self._ways_to(meant, Nearness.NEAR)
            slot.instead = meant[0]
        if not slot.ways and self.language != "en":
            self._read_otherwise(slot, word)

    def _read_otherwise(self, slot: Slot, word: str) -> None:
        """Pinyin is misspelt as well: maikebei, qiaokelli."""
        if meant := looking_up.read_like(word):
            slot.ways += self._ways_to(meant, Nearness.NEAR)
            slot.instead = meant[0]

    def _look_around_chinese(self, slot: Slot, word: str) -> None:
        if slot.ways and (len(word) == 1 or looking_up.strong([word])):
            return
        if (shorter := chinese.stem(word)) and self._is_named(shorter):
            slot.ways.append(self._named(shorter))
            return
        if not slot.ways and (meant := looking_up.sounding_like(word)):
            slot.ways += [self._all((other,), Nearness.NEAR) for other in meant]
            slot.instead = meant[0]
            return
        parts = self._parts_of(word)
        slot.is_guess = bool(parts) and not slot.ways
        slot.ways += parts

    def _parts_of(self, word: str) -> list[Way]:
        """Words within a word that is none, or the kind of a category that it is of.

        What a Chinese word is of stands at its end. To share any other character says
        nothing: 耳机 and 磨豆机.
        """
        twos = [pair for pair in pairs(word) if pair != word]
        if found := looking_up.strong(twos):
            return [
                Way(_pair(pair, STRONGLY), (pair, f"{CATEGORY}{pair}"), Nearness.NEAR)
                for pair in twos
                if pair in found
            ]
        return [_of_kind(word[-1])] if looking_up.has([_sort(word[-1])]) else []

    def _is_named(self, word: str) -> bool:
        """Whether goods or their category are called so."""
        if len(word) > 1:
            return word in looking_up.strong([word])
        return bool(looking_up.has([_kind(word)]))

    def _named(self, word: str) -> Way:
        if len(word) > 1:
            return self._all((word,), Nearness.SAME)
        return Way(_kind(word), (word, f"{CATEGORY}{word}"), Nearness.SAME)

    # -- Ways -----------------------------------------------------------------------

    def _ways_to(self, words: Sequence[str], nearness: Nearness) -> list[Way]:
        self._look_up(words)
        return [self._all((word,), nearness) for word in words]

    def _all(self, words: tuple[str, ...], nearness: Nearness) -> Way:
        """All of the words, wherever they stand."""
        says = [word for word in words if not self._is_idle(word)] or list(words)
        query = " & ".join(f"({self._query(word)})" for word in says)
        lexemes = [lexeme for word in says for lexeme in self._lexemes(word)]
        whole = f"{CATEGORY}{key_of(words)}"
        return Way(query, tuple(dict.fromkeys([*lexemes, whole])), nearness)

    def _row(self, words: tuple[str, ...]) -> Way:
        """The words side by side."""
        query = " <-> ".join(f"({self._query(word)})" for word in words)
        lexemes = [lexeme for word in words for lexeme in self._lexemes(word)]
        return Way(query, tuple(lexemes))

    def _query(self, word: str) -> str:
        if is_han(word):
            return looking_up.in_a_row(word)
        return looking_up.any_stem(self._lexemes(word))

    def _lexemes(self, word: str) -> Sequence[str]:
        if is_han(word):
            return pairs(word)
        return self.known[word].stems or (word,)

    def _exists(self, words: tuple[str, ...]) -> bool:
        return all(map(self._is_known, words))

    def _is_known(self, word: str) -> bool:
        if is_han(word):
            return self._query(word) in self.there
        return word.isdigit() or self.known[word].is_known

    def _is_idle(self, word: str) -> bool:
        return not is_han(word) and not self.known[word].stems


def _kind(character: str) -> str:
    """Ask for goods that are of this kind, by their own name or their category's."""
    return f"{_pair(character, KIND)} | '{CATEGORY}{character}'"


def _of_kind(character: str) -> Way:
    lexemes = (character, f"{SORT}{character}")
    return Way(_sort(character), lexemes, Nearness.NEAR)


def _sort(character: str) -> str:
    """Ask for the goods of a category that names this kind."""
    return f"'{SORT}{character}'"


def _pair(text: str, weights: str = "") -> str:
    return f"'{text}':{weights}" if weights else f"'{text}'"

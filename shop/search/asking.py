"""What somebody typed, read as a search: words, words in a row, words not wanted."""

import re
from dataclasses import dataclass, field

from loyalty.typed import plain
from shop.search import lacking
from shop.search.chinese import joined
from shop.search.words import cut, fold, is_han, tokens

LONGEST = 100
MOST_WORDS = 12
PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<row>[^"]*)"?|(?P<word>[^\s"]+))')
QUOTES = str.maketrans("“”„«»「」", '"' * 7)
# A number of goods: letters and figures in one, or more figures than an amount has.
CODE = re.compile(r"(?=\S*\d)(?:\S*[a-z]\S*[-_/.]\S*|\S*[-_/.]\S*[a-z]\S*|[a-z\d]{6,})")
SHORTEST_CODE = 3
# What says nothing of goods; English ones are known to PostgreSQL, but for these.
IDLE_WORDS = """
    something anything want need needs looking find buy please would like give get show
    made
    的 了 吗 呢 吧 啊 我 你 您 他 她 要 想 买 给 和 与 或 有 请 找 用 是 在 把 送 个
    一个 什么 哪些 哪里 怎么 可以 想要 需要 适合 一些 东西 推荐 给我 我要 我想 有没有
"""
IDLE = frozenset(IDLE_WORDS.split())


@dataclass(frozen=True)
class Asked:
    """`rows` stood in quotes: their words are wanted side by side, as they are.

    `lacking` is what they are to be without. `runs` of Chinese were cut into several of
    the words. `code` is what was typed as an article number; `is_code` where it can be
    no words.
    """

    typed: str
    words: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    runs: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    code: str = ""
    is_code: bool = False
    folded: str = field(default="", compare=False)


def clean(typed: str) -> str:
    """Return what a visitor typed, as far as it is searched."""
    return plain(typed)[:LONGEST].strip()


def read(typed: str) -> Asked:
    """Read what was typed; nonsense asks for nothing."""
    text = clean(typed)
    words: list[str] = []
    rows: list[tuple[str, ...]] = []
    runs: list[tuple[str, ...]] = []
    unwanted: list[str] = []
    for part in PART.finditer(text.translate(QUOTES)):
        cut_up = _runs(part["row"] or part["word"] or "")
        found = [word for run in cut_up for word in run]
        if part["minus"]:
            unwanted += found
        elif part["row"]:
            rows.append(tuple(found))
        else:
            words += found
            runs += [run for run in cut_up if len(run) > 1]
    words, without = lacking.apart(words)
    telling = [word for word in words if word not in IDLE]
    whole = fold(text)
    return Asked(
        typed=text,
        words=tuple(dict.fromkeys(telling or words))[:MOST_WORDS],
        rows=tuple(row for row in rows if row)[:MOST_WORDS],
        runs=tuple(runs),
        unwanted=tuple(unwanted)[:MOST_WORDS],
        lacking=tuple(dict.fromkeys(without))[:MOST_WORDS],
        code=_code(whole),
        is_code=CODE.fullmatch(whole) is not None,
        folded=whole,
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text, Chinese ones cut out of their run."""
    return [word for run in _runs(text) for word in run]


def _runs(text: str) -> list[tuple[str, ...]]:
    return [tuple(joined(cut(run))) if is_han(run) else (run,) for run in tokens(text)]


def _code(text: str) -> str:
    """What may be the beginning of an article number: it has a figure or a dash."""
    code = "".join(tokens(text))
    marked = any(map(str.isdigit, code)) or re.fullmatch(r"\S+[-_]\S+", text)
    return code if marked and len(code) >= SHORTEST_CODE else ""

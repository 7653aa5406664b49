"""What a title names: a tea towel is a towel, and tea only what it is for."""

import re

from shop.search.words import HAN, cut, is_han, tokens

# A title goes on after these with what belongs to the thing, or how much of it it is.
FURTHER = re.compile(
    r"[,;:(（，、；：|/]|\s[-–—]\s|\s(?:with|for|in|to|from|by|on)\s", re.IGNORECASE
)
# On both sides of these is a name: a year of tea; 林道农庄·百花蜜.
BOTH = re.compile(r"\sof\s|·|•", re.IGNORECASE)
AND = re.compile(rf"\s(?:&|and)\s(?=\S+$)|(?<=[{HAN}])[与和](?=[{HAN}])", re.IGNORECASE)
# How many of them there are: 四支, 三件套, 100 克.
AMOUNT = re.compile(
    r"(?:[一二两三四五六七八九十百]+|\d+\s*)"
    r"(?:件套|厘米|毫升|件|支|条|册|双|盒|粒|克|升|色|种)装?$"
)


def heads(title: str) -> list[str]:
    """Return the words that say what the thing is: the last one of each name in it."""
    found: list[str] = []
    for name in BOTH.split(FURTHER.split(title)[0]):
        for part in AND.split(AMOUNT.sub("", name.strip())):
            words = tokens(part)
            while len(words) > 1 and words[-1].isdigit():
                words.pop()
            if words:
                found += _last(words[-1])
    return list(dict.fromkeys(found))


def _last(word: str) -> list[str]:
    """The word; where it is Chinese, its last word, and that one's last character."""
    if not is_han(word):
        return [word]
    last = cut(word)[-1]
    return [last, last[-1]]

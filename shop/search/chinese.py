"""What Chinese words are made of: pure."""

import re

from shop.search.words import is_han

# They make two characters of a word that is one: 杯子 is 杯, 茶叶 is 茶, 大米 is 米.
ENDINGS = ("子", "儿", "叶")
BEGINNINGS = ("大", "小")
# With what makes it longer each of these is another thing: 包子 are no 包, 小米 no 米.
OTHER_WORDS = """
    包子 瓜子 电子 面子 日子 里子 点子 孩子 妻子 儿子 王子 狮子 豹子 影子 位子 脑子 肚子
    嗓子 肠子 胡子 身子 样子 法子 曲子 句子 分子 原子 离子 量子 粒子 笛子 骰子 案子 条子
    帖子 个子 面子 对子 亲子 君子 女子 男子 小米 小麦 小说 小时 小心 小孩 小学 小丑 小吃
    大家 大人 大学 大麦 大豆 大麻 大象 大衣 大使 大陆 大厅 女儿 婴儿 幼儿 健儿 树叶 红叶
    百叶 烟叶
"""
OTHER = frozenset(OTHER_WORDS.split())
# 锅具 are 锅; 碗与盘 are 碗, and 盘.
KIND = re.compile(r"([^子具])[子具]?")
AND = re.compile("[与和、]")


def stem(word: str) -> str:
    """Return the word without what only makes it longer; nothing where that is all."""
    if word in OTHER:
        return ""
    if len(word) > 1 and word.endswith(ENDINGS):
        return word[:-1]
    if len(word) == 2 and word.startswith(BEGINNINGS):
        return word[1]
    return ""


def kinds(category: str) -> set[str]:
    """Return the characters that a category says its goods are of: 水杯 is a 杯 too."""
    named = map(KIND.fullmatch, AND.split(category))
    return {name[1] for name in named if name and is_han(name[1])}


def joined(pieces: list[str]) -> list[str]:
    """Put back to its word what a dictionary cut off it: 花盆 and 子, 小 and 碗."""
    words: list[str] = []
    for piece in pieces:
        before = words[-1] if words else ""
        is_ending = bool(before) and piece in ENDINGS
        if is_ending or (before in BEGINNINGS and len(piece) == 1):
            words[-1] += piece
        else:
            words.append(piece)
    return words

"""How each Chinese character is read, for names in order: 绿 is lv."""

import unicodedata

from pypinyin.pinyin_dict import pinyin_dict

HAN = range(0x4E00, 0xA000)
# Of several readings the first is taken; names of goods mostly have another of these.
READ = {"长": "chang", "薄": "bo", "乐": "le", "调": "tiao", "参": "shen"}
DIAERESIS = "\u0308"


def syllables() -> dict[str, str]:
    """Return the reading of each character, without tones and in plain letters."""
    read = {
        chr(sign): _plain(said) for sign, said in pinyin_dict.items() if sign in HAN
    }
    return read | READ


def _plain(said: str) -> str:
    first = unicodedata.normalize("NFD", said.partition(",")[0])
    bare = "".join(
        one for one in first if one == DIAERESIS or unicodedata.category(one) != "Mn"
    )
    return unicodedata.normalize("NFC", bare).replace("ü", "v")

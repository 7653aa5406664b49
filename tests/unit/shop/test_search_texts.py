"""How texts are folded and cut, what a title names, and which words are close."""

import pytest
from opencc_purepy import OpenCC

from shop.search.asking import read
from shop.search.completing import goes_on
from shop.search.heads import heads
from shop.search.missing import normalised
from shop.search.readings import initials, readings
from shop.search.spelling import can_mean, distance
from shop.search.words import fold, key, pairs, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Crème Brûlée", "creme brulee"),
        ("GRÖSSE groß", "grosse gross"),
        ("Smørrebrød", "smorrebrod"),
        ("ＡＢＣ　茶", "abc 茶"),
        ("綠茶 陶瓷與亞麻", "绿茶 陶瓷与亚麻"),
        ("Chef’s", "chefs"),
    ],
)
def test_a_text_is_folded_to_its_plainest_form(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


def test_traditional_characters_are_folded_as_opencc_does():
    for text in ("綠茶", "肥皂", "圍巾", "橄欖油", "鐵觀音", "鍋具", "麵條", "薰衣草"):
        assert fold(text) == OpenCC("t2s").convert(text)


def test_figures_and_units_are_words_of_their_own():
    assert tokens("500ml, 26 cm; Knives") == ["500", "ml", "26", "cm", "knife"]
    assert key("Cups & mugs") == key("cup mug") == "cup mug"
    assert pairs("茉莉花茶") == ["茉莉", "莉花", "花茶"]
    assert pairs("茶") == ["茶"]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Linen Tea Towels", ["towels"]),
        ("Tea Bowl with Running Glaze", ["bowl"]),
        ("A Year of Tea, Four Tins", ["year", "tea"]),
        ("Dish Brush & Sponge", ["brush", "sponge"]),
        ("Olive & Laurel Soap", ["soap"]),
        ("Wooden Spoons, Set of 3", ["spoons"]),
        ("亚麻茶巾", ["茶巾", "巾"]),
        ("铸铁煎锅 26 厘米", ["煎锅", "锅"]),
        ("蜂蜡烛四支", ["蜡烛", "烛"]),
        ("", []),
    ],
)
def test_a_title_names_a_thing(title, names):
    assert heads(title) == names


def test_a_chinese_word_is_typed_in_latin_letters():
    assert readings("绿茶") == ["lvcha", "lucha"]
    assert initials("绿茶") == ["lc"]
    assert "yinhang" in readings("银行")
    assert goes_on("lvc", "绿茶与白茶")
    assert goes_on("白茶", "绿茶与白茶")
    assert goes_on("hon", "Oil & honey")
    assert not goes_on("one", "Oil & honey")


@pytest.mark.parametrize(
    ("typed", "word", "close"),
    [
        ("saop", "soap", True),
        ("sosp", "soap", False),
        ("soa", "soap", False),
        ("honny", "honey", True),
        ("hunny", "honey", False),
        ("mramalade", "marmalade", True),
        ("marmelate", "marmalade", True),
        ("mermelate", "marmalade", False),
        ("pillow", "willow", False),
        ("mother", "other", False),
        ("wildower", "wildflower", False),
        ("xildflower", "wildflower", True),
    ],
)
def test_how_far_a_word_may_be_from_what_was_typed(typed, word, close):
    assert can_mean(typed, word) is close


def test_two_neighbours_swapped_are_one_step():
    assert distance("jasmnie", "jasmine") == 1
    assert distance("", "tea") == distance("tea", "") == 3
    assert distance("tea", "tea") == 0


def test_what_was_typed_is_read():
    asked = read("soap “olive oil” -honey 绿茶")
    assert asked.words == ("soap", "绿茶")
    assert asked.rows == (("olive", "oil"),)
    assert asked.unwanted == ("honey",)

    assert read("送妈妈的礼物").words == ("妈妈", "礼物")
    assert read("的").words == ("的",)
    assert read("\x00 % ' \" ()").words == ()


@pytest.mark.parametrize(
    ("typed", "code", "is_code"),
    [
        ("DEMO-PAN-01", "demopan01", True),
        ("4006381333931", "4006381333931", True),
        ("demo-pan", "demopan", False),
        ("500 ml", "500ml", False),
        ("26cm", "26cm", False),
        ("tea", "", False),
        ("42", "", False),
    ],
)
def test_an_article_number_is_known_by_its_looks(typed, code, is_code):
    asked = read(typed)
    assert (asked.code, asked.is_code) == (code, is_code)


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("  Blue   TEAPOT ", "blue teapot"),
        ("綠茶", "绿茶"),
        ("me@mail.example", ""),
        ("0170 1234567", ""),
        ("one two three four five six", ""),
        ("!!!", ""),
        ("x" * 41, ""),
    ],
)
def test_a_search_is_counted_without_whom_it_may_tell_of(typed, counted):
    assert normalised(typed) == counted

"""What shoppers type, and what was known to fail: words that goods have, or nearly."""

import pytest

from shop.forks.catalogue.models import Category, Product
from shop.search.asking import read
from shop.search.completing import complete
from shop.search.documents import index_all
from shop.search.queries import find
from tests.factories import make_category, make_product, make_variant

pytestmark = pytest.mark.django_db


def found(asked: str, language: str = "en") -> list[str]:
    result = find(asked, language=language)
    return [document.product.title_en for document in result.documents]


SHELVES = {"tea": "茶", "cups": "杯", "soap": "皂", "cookware": "锅具"}
WARES = (
    ("Iron Goddess Oolong", "铁观音", "tea"),
    ("Jasmine Pearls", "茉莉龙珠", "tea"),
    ("Tea Bowl with Running Glaze", "流釉茶盏", "cups"),
    ("Wildflower Honey", "百花蜜", ""),
    ("Bitter Orange Marmalade", "苦橙果酱", ""),
    ("Oat & Honey Soap", "燕麦蜂蜜皂", "soap"),
    ("Stockpot", "8 升汤锅", "cookware"),
    ("Hand Mill", "手摇磨豆机", ""),
    ("Chopsticks", "日常筷子", ""),
    ("Cold Brew", "冷萃咖啡包", ""),
    ("Garden Mint", "薄荷叶", ""),
    ("Ginger", "生姜粉", ""),
    ("Rice", "短粒香米 26 厘米", ""),
)


@pytest.fixture(scope="module")
def market(module_db):
    """Teas and what is only for tea, and what shares a character with other things."""
    for name, chinese in SHELVES.items():
        shelf = make_category(name)
        Category.objects.filter(pk=shelf.pk).update(
            name_en=name.title(), name_zh_hans=chinese, name=name.title()
        )

    def made(title, chinese, shelf="", about="", about_zh="", **kind):
        return make_product(
            title=title,
            title_zh_hans=chinese,
            description=f"<p>{about}</p>",
            description_zh_hans=f"<p>{about_zh}</p>",
            **({"categories": [shelf]} if shelf else {}),
            **kind,
        )

    for ware in WARES:
        made(*ware)
    made("Misty Peak Green", "高山云雾绿茶", "tea", upc="4006381333931")
    made("Morning Mug", "早安马克杯", "cups", "For tea")
    towels = made("Linen Tea Towels", "亚麻茶巾", about="For tea, tea and more tea")
    make_variant(towels).stockrecords.update(partner_sku="DEMO-7-A")
    made("Drinking Chocolate", "热巧克力粉", about_zh="倒进杯子里，再来一杯")
    index_all()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("tea", {"Misty Peak Green", "Iron Goddess Oolong", "Jasmine Pearls"}),
        ("茶叶", {"Misty Peak Green", "Iron Goddess Oolong", "Jasmine Pearls"}),
        ("saop", {"Oat & Honey Soap"}),
        ("honny", {"Wildflower Honey"}),
        ("jasmnie", {"Jasmine Pearls"}),
        ("綠茶", {"Misty Peak Green"}),
        ("肥皂", {"Oat & Honey Soap"}),
        ("杯子", {"Morning Mug", "Tea Bowl with Running Glaze"}),
        ("4006381333931", {"Misty Peak Green"}),
        ("400638133", {"Misty Peak Green"}),
        ("lvcha", {"Misty Peak Green"}),
        ("lv cha", {"Misty Peak Green"}),
        ("lücha", {"Misty Peak Green"}),
        ("lc", {"Misty Peak Green"}),
        ("beizi", {"Morning Mug", "Tea Bowl with Running Glaze"}),
    ],
)
def test_what_was_known_to_fail(market, asked, first, language):
    assert set(found(asked, language)[: len(first)]) == first


def test_the_same_sound_is_not_the_same_word(market):
    make_product(title="Recorded Talk", title_zh_hans="录茶")
    index_all()

    # 录茶 and 绿茶 are both lùchá to somebody without ü on the keyboard.
    assert found("绿茶") == ["Misty Peak Green"]
    assert found("录茶") == ["Recorded Talk"]
    assert set(found("lucha")) == {"Misty Peak Green", "Recorded Talk"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "asked",
    [
        "手机壳",
        "洗衣液",
        "洗衣粉",
        "猫粮",
        "鞋子",
        "耳机",
        "面包机",
        "厨师机",
        "儿童机",
        "书包",
        "电脑包",
    ],
)
def test_one_character_is_neither_a_match_nor_corrected(market, asked, language):
    """壳 sounds like the 克 of 巧克力, and 耳机 has the 机 of 磨豆机: it is neither."""
    result = find(asked, language=language)

    assert found(asked, language) == []
    assert result.meaning.instead == ""


def test_of_more_characters_one_may_be_wrong(market):
    result = find("马可杯", language="zh-hans")

    assert result.meaning.instead == "马克杯"
    assert found("马可杯", "zh-hans") == ["Morning Mug"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("茶叶", {"Misty Peak Green", "Iron Goddess Oolong", "Jasmine Pearls"}),
        ("大米", {"Rice"}),
        ("小锅", {"Stockpot"}),
        ("绿茶叶", {"Misty Peak Green"}),
        ("筷子", {"Chopsticks"}),
    ],
)
def test_a_word_made_longer_is_the_word(market, asked, expected):
    result = find(asked, language="zh-hans")

    assert not result.is_close
    assert set(found(asked, "zh-hans")[: len(expected)]) == expected
    assert "Garden Mint" not in found(asked)


@pytest.mark.parametrize("asked", ["炒锅", "炒菜锅", "水杯", "咖啡色锅"])
def test_what_a_category_names_is_known_by_its_end(market, asked):
    result = find(asked, language="zh-hans")

    assert result.is_close
    assert {"Stockpot", "Morning Mug"}.intersection(found(asked, "zh-hans"))


@pytest.fixture
def rare(market):
    """Many soaps and little of lavender; what is called blue, and what is read so."""
    for number in range(4):
        make_product(title=f"Olive Soap {number}", title_zh_hans=f"橄榄皂{number}")
    make_product(title="Lavender Oil", title_zh_hans="薰衣草油")
    make_product(title="Blue Mug", title_zh_hans="蓝马克杯")
    make_product(
        title="White Jug", title_zh_hans="白壶", description="A blue mug to it"
    )
    index_all()


@pytest.mark.parametrize("asked", ["soap lavender", "lavender soap", "皂 薰衣草"])
def test_the_rare_word_weighs_more(rare, asked):
    assert found(asked)[0] == "Lavender Oil"
    assert len(found(asked)) == 6


def test_what_has_all_words_stands_first(rare):
    result = find("blue mug", language="en")

    assert result.with_all == 1
    assert found("blue mug")[:2] == ["Blue Mug", "Morning Mug"]


@pytest.mark.parametrize(
    "asked",
    [
        "without caffeine",
        "caffeine free",
        "caffeine-free",
        "no caffeine",
        "free of caffeine",
    ],
)
def test_what_is_without_is_not_found_by_what_it_lacks(market, asked):
    make_product(title="Coffee", description="Much caffeine, and little sugar")
    make_product(title="Rooibos", description="Without caffeine, sugar-free")
    make_product(title="Linen", description="Lint-free")
    index_all()

    assert found(asked) == ["Rooibos"]
    assert find("sugar-free", language="en").documents.count() == 1
    assert found("free delivery") == []


def test_what_many_say_in_passing_stands_first_of_none(market):
    for number in range(3):
        make_product(title=f"White Tea {number}", description="For any mug")
    index_all()

    result = find("white mug", language="en")

    assert result.with_all is None
    assert found("white mug")[0] == "Morning Mug"


@pytest.mark.parametrize(
    ("asked", "lacks"), [("不含糖的饼干", "糖"), ("no sugar biscuits", "sugar")]
)
def test_what_is_lacking_is_read_apart(asked, lacks):
    assert read(asked).lacking == (lacks,)


@pytest.mark.parametrize("asked", ["无咖啡因", "不含咖啡因", "没有咖啡因"])
def test_the_same_in_chinese(market, asked):
    make_product(title="Coffee", title_zh_hans="咖啡因")
    make_product(title="Rooibos", title_zh_hans="不含咖啡因的茶")
    index_all()

    assert found(asked, "zh-hans") == ["Rooibos"]


def test_what_is_suggested_is_found(market):
    make_product(title="Breakfast", description="Packed in wood wool")
    make_product(title="Wooden Spoons", title_zh_hans="木勺")
    index_all()

    assert found("wood") == ["Wooden Spoons", "Breakfast"]
    assert "Linen Tea Towels" in found("te")
    for language in ("en", "zh-hans"):
        assert complete("lvc", language=language, limit=3)
        assert "Misty Peak Green" in found("lvc", language)


@pytest.mark.parametrize("asked", ["DEMO-7-A", "demo-7", "DEMO 7 A", "4006381333931"])
def test_a_number_that_is_found_needs_no_words(market, asked):
    result = find(asked, language="en")

    assert found(asked)
    assert not result.is_close


def test_the_number_of_a_variant_chooses_it(client, market):
    variant = Product.objects.get(stockrecords__partner_sku="DEMO-7-A")

    for path in ("/en/search/", "/en/search/suggestions/"):
        [tile] = client.get(path, {"q": "demo-7-a"}).context["tiles"]
        assert tile.url.endswith(f"?variant={variant.pk}")
        [begun] = client.get(path, {"q": "demo-7"}).context["tiles"]
        assert "?" not in begun.url


def test_pinyin_is_misspelt_as_well(market):
    """From five letters on, by as much as other words; the page says so."""
    for typed in ("maikebei", "makebie", "makkebei"):
        assert found(typed, "zh-hans")[0] == "Morning Mug", typed
        assert find(typed, language="zh-hans").meaning.instead == "马克杯"
        assert not find(typed, language="zh-hans", literally=True).documents
    for other in ("maiker", "baikebei", "mkbi"):
        assert found(other, "zh-hans") == [], other
    assert found("maikebei", "en") == []


def test_a_word_that_only_ends_like_a_thing_is_another(market):
    """A 包子 is no 包, and 小米 no 米; a 杯子 is a 杯."""
    make_product(title="Cold Brew Bags", title_zh_hans="冷萃咖啡包")
    make_product(title="Jasmine Rice", title_zh_hans="茉莉香米")
    index_all()

    assert found("包子", "zh-hans") == found("小米", "zh-hans") == []
    assert "Jasmine Rice" in found("大米", "zh-hans")
    assert "Morning Mug" in found("杯子", "zh-hans")


def test_what_is_only_mentioned_is_said_to_be(client, market):
    page = client.get("/en/search/", {"q": "mug"})
    assert "only mentioned" not in page.text
    make_product(title="Hibiscus", description="<p>Cold from the fridge</p>")
    index_all()

    page = client.get("/en/search/", {"q": "fridge"})

    assert [tile.title for tile in page.context["tiles"]] == ["Hibiscus"]
    assert "Nothing is called “fridge”. It is only mentioned with these:" in page.text


def test_what_has_the_characters_stands_before_what_sounds_so(market):
    make_product(title="Pan", title_zh_hans="平底锅")
    make_product(title="Dish", title_zh_hans="盘")
    index_all()

    assert found("pan", "zh-hans") == ["Pan", "Dish"]
    assert found("pan") == ["Pan"]


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("DEMO-7-A", True),
        ("demo 7 a", True),
        ("DEMO-7", True),
        ("DEMO-8-A", False),
        ("DMEO-7-A", False),
        ("EMO-7-A", False),
    ],
)
def test_an_article_number_is_found_whole_or_begun_and_never_guessed(
    market, asked, is_found
):
    assert found(asked) == (["Linen Tea Towels"] if is_found else [])


def test_a_word_is_corrected_by_its_length(market):

    corrected = {
        typed: find(typed, language="en").meaning.instead
        for typed in (
            *("saop", "sopa", "sosp", "soaap"),
            *("honny", "honye", "hooney", "hony", "hunny"),
            *("marmelade", "mramalade", "marmelate", "mermelate", "marnalate"),
        )
    }

    assert {typed for typed, word in corrected.items() if word == "soap"} == {
        "saop",
        "sopa",
        "soaap",
    }
    assert {typed for typed, word in corrected.items() if word == "honey"} == {
        "honny",
        "honye",
        "hooney",
    }
    assert {typed for typed, word in corrected.items() if word == "marmalade"} == {
        "marmelade",
        "mramalade",
        "marmelate",
        "marnalate",
    }


def test_a_correction_is_said_and_can_be_refused(client, market):
    page = client.get("/en/search/", {"q": "honny"})
    assert "Showing what there is for “honey”." in page.text
    assert "?q=honny&amp;literally=1" in page.text

    literally = client.get("/en/search/", {"q": "honny", "literally": "1"})
    assert "Nothing found for “honny”" in literally.text
    assert "Did you mean “honey”?" in literally.text

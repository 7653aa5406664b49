"""What the demo's staff have said that words mean."""

from datetime import datetime

from shop.search import synonyms
from shop.search.models import Synonym
from shop.users.models import User

# All words of a row mean the same.
SAME: tuple[tuple[str, ...], ...] = (
    ("mug", "cup", "杯子", "马克杯", "茶杯"),
    ("jam", "preserve", "marmalade", "果酱"),
    ("cookie", "biscuit", "shortbread", "曲奇", "饼干", "酥饼"),
    ("blanket", "throw", "毯子", "盖毯"),
    ("soap", "肥皂", "香皂", "皂"),
    ("candle", "蜡烛", "香烛", "香薰"),
    ("sweets", "candy", "糖果"),
    ("frying pan", "skillet", "平底锅", "煎锅"),
    ("pasta", "spaghetti", "noodles", "意面", "面条"),
    ("cutting board", "chopping board", "砧板", "菜板", "切菜板"),
    ("shampoo", "洗发水", "洗发露"),
    ("pillow", "cushion", "抱枕", "靠垫"),
    ("notebook", "笔记本", "口袋本"),
    ("flower pot", "planter", "花盆"),
    ("mill", "grinder", "研磨器"),
    ("jug", "pitcher", "carafe", "水壶", "凉水壶"),
    ("tomato", "番茄", "西红柿"),
    ("rice", "米饭", "香米"),
    ("chocolate", "巧克力", "朱古力"),
    ("chef's knife", "主厨刀", "厨师刀", "菜刀"),
    ("scarf", "围巾", "围脖"),
    ("washing-up liquid", "dish soap", "洗洁精"),
)
# Who searches for these also finds those.
ALSO: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("towel", "毛巾"), ("bath sheet", "face cloth", "浴巾", "洗脸巾")),
    (
        ("gift", "present", "birthday", "christmas", "礼物", "礼品", "送礼", "生日"),
        ("gift box", "礼盒", "a year of tea"),
    ),
    (("乌龙", "乌龙茶"), ("oolong",)),
    (("white", "白色"), ("chalk white",)),
    (("food", "groceries", "食品"), ("pantry",)),
    (("herbal",), ("herbs",)),
    (("honey", "蜂蜜"), ("wildflower honey", "百花蜜")),
    (("blue", "蓝色"), ("indigo", "sky")),
    (("red", "红色"), ("persimmon",)),
    (("green", "绿色"), ("moss", "forest")),
    (("yellow", "黄色"), ("butter",)),
    (("pink", "粉色"), ("rose",)),
    (("purple", "紫色"), ("plum",)),
    (("grey", "gray", "black", "灰色", "黑色"), ("charcoal",)),
    (("beige", "米色"), ("oat",)),
    (("花茶", "花果茶", "草本茶"), ("花草茶",)),
    (("caffeine free", "无咖啡因", "脱因"), ("decaf", "低因", "rooibos")),
    (("sleep", "bedtime", "睡眠", "助眠", "睡前"), ("evening", "晚安")),
    (("woollen", "woolen"), ("wool",)),
    (("toy", "玩具"), ("felt bear", "小熊")),
    (("sore throat", "cough", "喉咙痛", "嗓子", "感冒"), ("honey drops", "throats")),
    (("for a cold", "for cold", "a cold", "flu"), ("honey drops", "throats", "ginger")),
    (("tea caddy", "茶叶罐", "茶罐"), ("canister", "storage jar")),
    (("mum", "mother", "妈妈"), ("gift box", "礼盒", "a year of tea")),
    (("crème", "creme"), ("cream",)),
    (("café",), ("coffee",)),
    (
        ("wood", "wooden", "木质", "木头", "木制", "实木"),
        ("wooden", "木勺", "oak", "beech", "birch"),
    ),
    (
        ("ceramic", "pottery", "陶瓷", "瓷器", "陶器"),
        ("stoneware", "porcelain", "terracotta"),
    ),
    (("white tea", "白茶"), ("silver needle", "白毫银针")),
    (("teaware", "tea set", "茶具"), ("teapot", "tea bowl")),
    (("锅具", "cookware"), ("casserole", "skillet", "milk pan", "stockpot")),
    (("spoon", "勺子"), ("wooden spoons", "cutlery")),
    (("fork", "叉子"), ("cutlery",)),
    (("tableware", "dishes", "crockery"), ("plates", "bowls")),
)


def say_what_words_mean(*, by: User, at: datetime) -> None:
    """Add those that are missing, if nobody has said anything yet."""
    if Synonym.objects.exists():
        return
    for words in SAME:
        synonyms.add(words=words, means=(), is_mutual=True, actor=by, added_at=at)
    for words, means in ALSO:
        synonyms.add(words=words, means=means, is_mutual=False, actor=by, added_at=at)

"""What is kept of public pages, by what, and how it is answered (docs/adr/0032)."""

import gzip

import pytest

from shop.storefront.for_everybody import KEPT
from shop.storefront.keeping import PUBLIC
from shop.storefront.kept_pages import Key, Page, Pages, pages
from tests.factories import NOW, make_product
from tests.shop.freshness.conftest import addresses

pytestmark = pytest.mark.django_db
ONLY_THE_EPOCH = 1


def test_a_page_is_made_once(visitor, tea, django_assert_num_queries):
    for path in addresses(tea):
        first = visitor.fresh(path)
        with django_assert_num_queries(ONLY_THE_EPOCH):
            again = visitor.fresh(path)
        assert (again.status_code, again.text) == (200, first.text)
        assert again["Content-Type"] == "text/html; charset=utf-8"
        assert dict(again.headers) == dict(first.headers) | {
            "X-Request-ID": again["X-Request-ID"]
        }


def test_what_a_kept_page_says_beside_itself(visitor, tea):
    visitor.fresh("/en/")
    answer = visitor.fresh("/en/")

    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["Vary"] == "Accept-Encoding, Cookie"
    assert answer["Content-Length"] == str(len(answer.content))
    for name in ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options"):
        assert answer[name]


def test_who_has_it_is_not_sent_it_again(visitor, tea, django_assert_num_queries):
    etag = visitor.fresh("/en/")["ETag"]

    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        with django_assert_num_queries(ONLY_THE_EPOCH):
            answer = visitor.fresh("/en/", if_none_match=known)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == etag
        assert answer["Cache-Control"] == "public, no-cache"
    assert visitor.fresh("/en/", if_none_match='"other"').status_code == 200


def test_what_is_known_is_not_sent_even_when_it_is_made_anew(visitor, tea):
    etag = visitor.fresh("/en/")["ETag"]
    pages.forget()

    assert visitor.fresh("/en/", if_none_match=etag).status_code == 304


def test_compressed_and_plain_are_the_same_page(visitor, tea):
    for first, second in (("gzip, br", ""), ("", "gzip")):
        pages.forget()
        one = visitor.fresh("/en/", accept_encoding=first)
        two = visitor.fresh("/en/", accept_encoding=second)
        plain, packed = (two, one) if first else (one, two)
        assert packed["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain
        assert gzip.decompress(packed.content) == plain.content
        assert packed["ETag"] == plain["ETag"]


def test_the_head_of_a_page_is_that_of_the_page(visitor, tea):
    answer = visitor.head("/en/")
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["ETag"] == visitor.fresh("/en/")["ETag"]


def different(visitor, path="/en/", **second) -> bool:
    one, two = visitor.fresh(path), visitor.fresh(path, **second)
    return one["ETag"] != two.get("ETag")


def test_languages_themes_hosts_and_queries_are_apart(visitor, tea, settings):
    settings.ALLOWED_HOSTS = ["testserver", "shop.example"]
    english = visitor.fresh("/en/")
    chinese = visitor.fresh("/zh-hans/")
    assert '<html lang="zh-Hans"' in chinese.text
    assert english["ETag"] != chinese["ETag"]

    visitor.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in visitor.get("/en/").text
    visitor.cookies["theme"] = "mauve"
    assert 'data-theme="' not in visitor.get("/en/").text
    assert 'data-theme="dark"' not in visitor.fresh("/en/").text

    before = pages.size
    visitor.fresh("/en/", host="shop.example")
    assert pages.size > before
    before = pages.size
    visitor.get("/en/", secure=True)
    assert pages.size > before
    assert different(visitor, "/en/catalogue/?sort=price", accept="text/html") is False


@pytest.mark.parametrize(
    "path",
    [
        "/en/catalogue/?in=1&price=0&stock=1&offers=1&sort=price&page=1",
        "/en/catalogue/?is-origin=1&is-colour=2",
        "/en/search/?q=sencha&in=1&literally=1&is-origin=1",
    ],
)
def test_lists_are_kept_by_what_is_chosen(visitor, tea, path):
    visitor.fresh(path)
    assert pages.size > 0
    assert not pages.get(Key("http", "testserver", "/en/catalogue/", "", ""))


def test_a_name_of_a_campaign_makes_no_other_page(visitor, tea):
    plain = visitor.fresh("/en/catalogue/?sort=price")
    size = pages.size
    known = visitor.fresh("/en/catalogue/?utm_source=mail&sort=price&gclid=1")

    assert known["ETag"] == plain["ETag"]
    assert pages.size == size


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/en/?anything=1", {}),
        ("/en/catalogue/?variant=3", {}),
        ("/en/search/?q=tea&page=2", {}),
        ("/en/search/?q=in+vain", {}),  # each time is counted
        (f"/en/catalogue/?page={'1' * 300}", {}),
        ("/en/", {"hx_request": "true"}),
        ("/en/", {"authorization": "Basic bWVpOmd1ZXNz"}),
        ("/en/", {"cookie": "sessionid=abc"}),
        ("/en/", {"cookie": "oscar_open_basket=1:abc"}),
        ("/en/", {"cookie": "messages=abc"}),
        ("/en/account/sign-in/", {}),
        ("/en/basket/", {}),
        ("/en/nowhere/", {}),
        ("/en/catalogue/category/gone_999/", {}),
        ("/", {}),
        ("/healthz", {}),
    ],
)
def test_what_is_not_kept(visitor, tea, path, headers):
    for _time in range(2):
        answer = visitor.fresh(path, **headers)
        assert "public" not in answer.get("Cache-Control", "")
    assert pages.size == 0


def test_a_host_that_is_not_ours_is_refused_and_not_kept(visitor, tea):
    assert visitor.fresh("/en/", host="evil.example").status_code == 400
    assert pages.size == 0


def test_whoever_sends_something_is_answered_by_the_page(visitor, tea):
    visitor.fresh("/en/")
    assert visitor.post("/en/").status_code == 405


def test_a_cookie_of_ones_language_comes_with_a_kept_page(visitor, tea):
    for _time in range(2):
        answer = visitor.fresh("/zh-hans/", accept_language="en")
        assert answer.cookies["django_language"].value == "zh-hans"
        # Nobody in between keeps the cookie.
        assert answer["Cache-Control"] == "private, no-cache"
    assert not visitor.fresh("/zh-hans/", accept_language="zh-CN").cookies


def test_a_proxy_need_not_ask_where_it_is_told_so(visitor, tea, settings):
    settings.SHARED_CACHE_SECONDS = 30

    answer = visitor.fresh("/en/")

    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=30"
    assert answer["Vary"] == "Accept-Encoding, Cookie"


def test_the_log_says_which_page_it_was(visitor, tea, caplog):
    with caplog.at_level("INFO", logger="shop.requests"):
        visitor.fresh("/en/")
        visitor.fresh("/en/")

    assert [record.route for record in caplog.records] == ["home", "home"]


def page(text: bytes = b"") -> Page:
    return Page(epoch=0, ends_at=NOW, route="home", headers={}, text=text)


def key(path: str, query: str = "") -> Key:
    return Key("http", "testserver", path, query, "")


def test_what_was_not_asked_for_longest_makes_room():
    few = Pages(room=4 * page().size + 10)
    for path in "abc":
        few.put(key(path), page())
    few.get(key("a"))
    few.put(key("d"), page())
    few.put(key("much"), page(b"x" * 100_000))

    assert [path for path in (*"abcd", "much") if few.get(key(path))] == [*"acd"]
    assert few.size <= 3 * page().size


def test_a_flood_of_searches_leaves_goods_their_room():
    kept = Pages(room=40 * page().size)
    goods = [key(f"/en/catalogue/tea_{nth}/") for nth in range(30)]
    for one in goods:
        kept.put(one, page())
    searches = [key("/en/search/", f"q={nth}") for nth in range(500)]
    for one in searches:
        kept.put(one, page())

    assert all(kept.get(one) for one in goods)
    assert [one for one in searches if kept.get(one)] == searches[-10:]
    assert kept.size == 40 * page().size


def test_the_first_page_of_a_search_is_kept_until_its_goods_change(
    visitor, tea, django_assert_num_queries
):
    first = visitor.fresh("/en/search/?q=sencha")
    assert tea.get_title() in first.text
    with django_assert_num_queries(ONLY_THE_EPOCH):
        assert visitor.fresh("/en/search/?q=sencha").text == first.text

    tea.stockrecords.update(price="77.00")
    # A tenth less: it is on offer.
    assert "69.30" in visitor.fresh("/en/search/?q=sencha").text


def test_each_page_that_is_kept_is_a_page_for_everybody():
    assert {name for name in KEPT if name.partition(":")[0] not in PUBLIC} <= PUBLIC


def test_goods_of_which_few_are_left_say_how_many(visitor, tea):
    few = make_product(title="Few", stock=3)
    some = make_product(title="Some", stock=12)

    assert 'max="3"' in visitor.fresh(few.get_absolute_url()).text
    assert 'max="99"' in visitor.fresh(some.get_absolute_url()).text

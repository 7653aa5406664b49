"""F44: text leaves compressed, and pictures are not asked for again and again."""

import gzip
import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from shop.storefront.compressing import Compress

pytestmark = pytest.mark.django_db
LONG = "tea and coffee " * 100


def test_a_page_leaves_compressed_and_never_equally_long():
    """Its length does not tell what else is in it (BREACH)."""
    browser = Client(headers={"accept-encoding": "gzip, br"})

    answers = [browser.get("/en/account/sign-in/") for _time in range(12)]

    for answer in answers:
        assert answer["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer["Vary"]
        assert b"<main" in gzip.decompress(answer.content)
    assert len({len(answer.content) for answer in answers}) > 1
    # A token is written anew each time, too.
    tokens = [
        re.search(rb'csrfmiddlewaretoken" value="(\w+)', gzip.decompress(one.content))[
            1
        ]
        for one in answers
    ]
    assert len(set(tokens)) == len(answers)


def test_who_cannot_read_it_gets_it_plain(client):
    assert "Content-Encoding" not in client.get("/en/account/sign-in/")


@pytest.mark.parametrize(
    ("kind", "compressed"),
    [
        ("text/html; charset=utf-8", True),
        ("text/css", True),
        ("text/csv", True),
        ("text/javascript", True),
        ("application/json", True),
        ("image/svg+xml", True),
        ("image/webp", False),
        ("application/gzip", False),
        ("application/pdf", False),
    ],
)
@pytest.mark.parametrize("streams", [False, True])
def test_only_text_is_compressed(rf, kind, compressed, streams):
    answer = (
        StreamingHttpResponse([LONG.encode()], content_type=kind)
        if streams
        else HttpResponse(LONG, content_type=kind)
    )

    sent = Compress(lambda _request: answer)(rf.get("/", HTTP_ACCEPT_ENCODING="gzip"))

    assert (sent.get("Content-Encoding") == "gzip") == compressed
    body = b"".join(sent) if streams else sent.content
    assert (gzip.decompress(body) if compressed else body) == LONG.encode()


@pytest.fixture
def stored(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    settings.SERVE_MEDIA = True
    (tmp_path / "tea.webp").write_bytes(b"a picture of tea")
    return tmp_path / "tea.webp"


def picture(path: str = "tea.webp", **known: str):
    """What a browser gets for it, through all middleware."""
    return Client(headers=known).get(f"/media/{path}")


def body_of(answer) -> bytes:
    body = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    return body


def test_a_picture_is_kept_for_a_day_and_then_asked_for(stored):
    first = picture()

    assert (first.status_code, body_of(first)) == (200, b"a picture of tea")
    assert first["Cache-Control"] == "public, max-age=86400"
    assert "sandbox" in first["Content-Security-Policy"]
    # A browser that comes with another cookie, or in another language, has it still.
    assert "Vary" not in first
    again = picture(if_none_match=first["ETag"])
    assert (again.status_code, body_of(again)) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=86400"
    assert picture(if_modified_since=first["Last-Modified"]).status_code == 304

    stored.write_bytes(b"another picture")
    changed = picture(if_none_match=first["ETag"])
    assert (changed.status_code, body_of(changed)) == (200, b"another picture")


@pytest.mark.parametrize(
    "path", ["none.webp", "", "../secret-key", "%2e%2e/secret-key", "a%00b", "x" * 5000]
)
def test_what_is_no_picture_is_not_here(stored, path):
    (stored.parent.parent / "secret-key").touch()

    assert picture(path).status_code == 404


def test_a_shop_with_a_web_server_in_front_serves_none(stored, settings):
    settings.SERVE_MEDIA = False

    assert picture().status_code == 404

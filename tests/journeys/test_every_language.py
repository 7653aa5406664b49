"""The first page a visitor sees, in each language."""

import pytest


@pytest.mark.parametrize(("path", "language"), [("en", "en"), ("zh-hans", "zh-hans")])
def test_the_home_page_is_whole_and_asks_nobody_else(page, base_url, path, language):
    """No script fails, no file is missing, and no other server learns of the visit."""
    asked, failures = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on(
        "response",
        lambda response: (
            failures.append(f"{response.status} {response.url}")
            if response.status >= 400
            else None
        ),
    )

    page.goto(f"/{path}/", wait_until="networkidle")

    assert page.locator("html").get_attribute("lang").lower().startswith(language[:2])
    assert failures == []
    assert {url for url in asked if not url.startswith((base_url, "data:"))} == set()

"""The pages for errors, brought about as they come about."""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import RequestFactory
from playwright.sync_api import Page, Response

from shop.operations.away import DatabaseAway
from shop.storefront import errors
from tests.walk.stops import MEMBER, VISITOR

SEND = """
    (selector) => {
        const form = [...document.querySelectorAll(selector)].find((each) =>
            each.querySelector("input:not([type=hidden]), select, textarea"));
        form.submit();
    }
"""
# The search stands above: the page's own form comes after it.
FORM = "main form[method=post], form[method=post]"
SIGN_IN = "account/sign-in/"
SPOIL = (
    "form => form.querySelector('[name=csrfmiddlewaretoken]').value = 'x'.repeat(64)"
)
FILL = """
    (form) => {
        for (let number = 0; number < 2000; number += 1) {
            const field = document.createElement("input");
            field.name = `field-${number}`;
            form.append(field);
        }
    }
"""


@dataclass(frozen=True)
class Wrong:
    """What brings a page for errors, by the start of addresses in a language."""

    bring: Callable[[Page, str], Response]
    status: int
    who: str = VISITOR


def send(page: Page) -> Response:
    """Press the button of the page's form, as it stands."""
    with page.expect_navigation() as sent:
        page.evaluate(SEND, FORM)
    return sent.value


def _goto(path: str) -> Callable[[Page, str], Response]:
    return lambda page, start: page.goto(start + path)


def _with_form(change: str) -> Callable[[Page, str], Response]:
    def bring(page: Page, start: str) -> Response:
        page.goto(start + SIGN_IN)
        page.locator(FORM).last.evaluate(change)
        return send(page)

    return bring


def _without_cookies(page: Page, start: str) -> Response:
    page.goto(start + SIGN_IN)
    page.context.clear_cookies()
    return send(page)


def _raised(error: Exception) -> Callable[[Page, str], Response]:
    """What the shop would answer if this happened to it."""

    def bring(page: Page, start: str) -> Response:
        path = "/" + start.split("/", 3)[3]
        try:
            raise error
        except type(error):
            answer = errors.server_error(RequestFactory().get(path))
        shown = {"status": answer.status_code, "body": answer.content}
        page.route(
            start, lambda route: route.fulfill(content_type="text/html", **shown)
        )
        return page.goto(start)

    return bring


WRONG = {
    "a page that is not there": Wrong(_goto("no-such-page/"), 404),
    "a page for staff": Wrong(_goto("staff/"), 403, MEMBER),
    "an address for machines": Wrong(_goto("../payments/stripe/webhook"), 405),
    "a form from elsewhere": Wrong(_with_form(SPOIL), 403),
    "a form without cookies": Wrong(_without_cookies, 403),
    "a form of too many fields": Wrong(_with_form(FILL), 400),
    "an error of the shop": Wrong(_raised(ValueError()), 500),
    "the database away": Wrong(_raised(DatabaseAway()), 503),
}

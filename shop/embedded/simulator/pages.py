"""The page to pay on, in the shopper's language."""

from decimal import Decimal
from html import escape

from babel.numbers import get_currency_precision

from shop.embedded.simulator.store import Thing

TEXTS = {
    "en": {
        "simulation": "Simulation — no real money",
        "pay": "Pay {amount}",
        "for": "Order {title}",
        "card": "Card",
        "number": "Card number",
        "hint": "4242 4242 4242 4242 pays · 4000 0000 0000 0002 is declined · "
        "4000 0025 0000 3155 asks for confirmation",
        "pay_with": "Pay with {method}",
        "cancel": "Back to the shop without paying",
        "declined": "The bank has declined this payment. Nothing was charged. "
        "Try another card or another way to pay.",
        "not_a_card": "This is none of the test cards below.",
        "second_title": "Is it you?",
        "second": "{method} asks you to confirm the payment of {amount}.",
        "confirm": "Yes, pay",
        "refuse": "No, do not pay",
        "over_title": "Nothing can be paid here",
        "over": "This page has expired, or it has been paid. Your order in the shop "
        "shows how things stand.",
        "bank": "Your bank",
    },
    "zh": {
        "simulation": "模拟支付，不涉及真实资金",
        "pay": "支付 {amount}",
        "for": "订单 {title}",
        "card": "银行卡",
        "number": "卡号",
        "hint": "4242 4242 4242 4242 支付成功 · 4000 0000 0000 0002 被拒绝 · "
        "4000 0025 0000 3155 需要确认",
        "pay_with": "使用{method}付款",
        "cancel": "不付款，返回商店",
        "declined": "银行拒绝了这笔付款，没有扣款。请换一张卡或换一种付款方式。",
        "not_a_card": "这不是下面列出的测试卡号。",
        "second_title": "是您本人吗？",
        "second": "{method}请您确认支付 {amount}。",
        "confirm": "是的，付款",
        "refuse": "不，取消付款",
        "over_title": "此页面无法付款",
        "over": "页面已过期，或已付款。请在商店的订单中查看状态。",
        "bank": "您的银行",
    },
}
NAMES = {
    "en": {"alipay": "Alipay", "wechat_pay": "WeChat Pay"},
    "zh": {"alipay": "支付宝", "wechat_pay": "微信支付"},
}
STYLE = """
:root { color-scheme: light dark; --ink: #1f1d1a; --ground: #fbf8f3; --line: #85796a;
  --accent: #b8431f; --on-accent: #fff; --quiet: #6b645b; --note: #f6e3b4; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2ece3; --ground: #171512;
  --line: #8d8375; --accent: #f08a5d; --on-accent: #171512; --quiet: #a79e92;
  --note: #4a3c14; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
header { background: var(--note); padding: .75rem 1rem; text-align: center;
  font-weight: 600; }
main { max-width: 26rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; display: grid;
  gap: 1.5rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
p { margin: 0; } .quiet { color: var(--quiet); font-size: .9rem; }
form { display: grid; gap: .75rem; }
label { font-weight: 600; }
input { font: inherit; padding: .75rem; border: 1px solid var(--line);
  border-radius: 6px; background: transparent; color: inherit; width: 100%; }
button { font: inherit; font-weight: 600; padding: .85rem; border-radius: 6px;
  border: 1px solid var(--line); background: transparent; color: inherit;
  cursor: pointer; }
button[data-main] { background: var(--accent); color: var(--on-accent);
  border-color: transparent; }
a { color: inherit; }
[role=alert] { border-inline-start: 4px solid var(--accent); padding-inline: .75rem; }
"""


def language_of(session: Thing) -> str:
    return "zh" if session["locale"] == "zh" else "en"


def payment(session: Thing, *, problem: str = "") -> str:
    """The page with every way to pay; `problem` names one of the texts."""
    language = language_of(session)
    texts, amount = TEXTS[language], _amount(session)
    alert = f'<p role="alert">{texts[problem]}</p>' if problem else ""
    back = escape(session["cancel_url"] or "/")
    others = "".join(
        f'<button name="method" value="{method}">'
        f"{texts['pay_with'].format(method=NAMES[language][method])}</button>"
        for method in session["payment_method_types"]
        if method in NAMES[language]
    )
    return _page(
        language,
        texts["pay"].format(amount=amount),
        f"<p>{escape(texts['for'].format(title=session['title']))}</p>{alert}"
        '<form method="post"><label for="number">'
        f"{texts['number']}</label>"
        '<input id="number" name="number" inputmode="numeric" autocomplete="off"'
        ' aria-describedby="hint">'
        f'<p class="quiet" id="hint">{texts["hint"]}</p>'
        f'<button data-main name="method" value="card">'
        f"{texts['pay'].format(amount=amount)}</button>{others}</form>"
        f'<p><a href="{back}">{texts["cancel"]}</a></p>',
    )


def confirmation(session: Thing, *, method: str) -> str:
    """The second step: the bank or the other service asks whether it is you."""
    language = language_of(session)
    texts = TEXTS[language]
    asks = NAMES[language].get(method, texts["bank"])
    question = texts["second"].format(method=asks, amount=_amount(session))
    return _page(
        language,
        texts["second_title"],
        f'<p>{question}</p><form method="post">'
        f'<input type="hidden" name="method" value="{method}">'
        f'<button data-main name="answer" value="yes">{texts["confirm"]}</button>'
        f'<button name="answer" value="no">{texts["refuse"]}</button></form>',
    )


def over(session: Thing) -> str:
    language = language_of(session)
    texts = TEXTS[language]
    back = escape(session["cancel_url"] or "/")
    return _page(
        language,
        texts["over_title"],
        f'<p>{texts["over"]}</p><p><a href="{back}">{texts["cancel"]}</a></p>',
    )


def _amount(session: Thing) -> str:
    currency = session["currency"].upper()
    places = get_currency_precision(currency)
    return f"{Decimal(session['amount_total']).scaleb(-places)} {currency}"


def _page(language: str, title: str, content: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f"<header>{TEXTS[language]['simulation']}</header>"
        f"<main><h1>{escape(title)}</h1>{content}</main></body></html>"
    )

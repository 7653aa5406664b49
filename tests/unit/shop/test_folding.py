"""Fixed parts of templates: drawn once a language, and nothing else is."""

import pytest
from django.template import Context, Template, engines
from django.utils.translation import override

from shop.components import folding
from shop.components.folding import Fixed, Loader, fold

LOADS = "{% load i18n static components %}"
FIXED = (
    "{% translate 'Basket' %}",
    "{% translate 'May' context 'month name' %}",
    "{% blocktranslate %}Your basket{% endblocktranslate %}",
    "{% url 'basket:summary' %}",
    "{% static 'shop/mark.svg' %}",
    "{% icon 'basket' 22 %}",
    "{# said to nobody #}",
)
NOT_FIXED = (
    "{% translate word %}",
    "{% translate 'Basket' as word %}{{ word }}",
    "{% blocktranslate with count=word %}{{ count }} left{% endblocktranslate %}",
    "{% url 'texts:text' word %}",
    "{% url 'basket:summary' as here %}{{ here }}",
    "{% static word %}",
    "{% icon word %}",
    "{% translate 'Basket'|add:word %}",
    "{{ word }}",
    "{% theme %}",
)


def folded(text: str) -> Template:
    template = Template(LOADS + text)
    fold(template.nodelist)
    return template


def said(template: Template, word: str = "basket") -> str:
    return template.render(Context({"word": word}))


@pytest.mark.parametrize("text", FIXED)
def test_what_depends_on_the_language_alone_is_drawn_once_in_each(text):
    template, plain = folded(f"<p>{text}</p>"), Template(f"{LOADS}<p>{text}</p>")

    [only] = template.nodelist
    for language in ("en", "zh-hans", "en"):
        with override(language):
            assert said(template) == said(plain)
    assert isinstance(only, Fixed)
    assert len(only._said) == 2


@pytest.mark.parametrize("text", NOT_FIXED)
def test_what_a_page_says_of_itself_is_drawn_each_time(text):
    template, plain = folded(text), Template(LOADS + text)

    assert not any(isinstance(node, Fixed) for node in template.nodelist)
    for word in ("basket", "list"):
        assert said(template, word) == said(plain, word)


@pytest.mark.parametrize(
    "around",
    [
        "{{% if word %}}{0}{{% elif other %}}{0}{{% else %}}{0}{{% endif %}}",
        "{{% for sign in word %}}{0}{{% empty %}}{0}{{% endfor %}}",
        "{{% with a=word %}}{0}{{% endwith %}}",
        "{{% block some %}}{0}{{% endblock %}}",
    ],
)
def test_parts_within_others_are_folded_too(around):
    template = folded(around.format("<p>{% translate 'Basket' %}</p>"))

    found = [node for node in template.nodelist if not isinstance(node, Fixed)]
    inner = [one for node in found for one in folding._within(node)]
    assert inner
    assert all([type(node) for node in one] == [Fixed] for one in inner)
    with override("zh-hans"):
        assert "<p>购物篮</p>" in said(template)


def test_text_alone_stays_text():
    template = folded("{# a #}just text{# b #}")

    assert "".join(node.render(Context()) for node in template.nodelist) == "just text"


def test_signs_are_escaped_where_the_page_escapes():
    """A mail in plain text has the same words as a page."""
    template = folded('{% static "it\'s" %}')

    escaped, plain = (template.render(Context(autoescape=how)) for how in (True, False))
    assert escaped == plain.replace("'", "&#x27;") != plain


def test_every_page_of_the_shop_comes_folded():
    [loader] = engines["django"].engine.template_loaders
    assert isinstance(loader, Loader)
    footer = engines["django"].engine.get_template("components/footer.html")

    assert any(isinstance(node, Fixed) for node in footer.nodelist)

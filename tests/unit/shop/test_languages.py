"""A language of the shop is whole, or a test says what it lacks."""

import re
from collections import Counter
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.validators import validate_email
from django.utils.translation import override, to_locale

from shop.components.languages import tag_of
from shop.kinds import actions, happenings
from shop.search.words import CONFIGURATIONS

LANGUAGES = dict(settings.LANGUAGES)
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")


def catalogue(folder, language):
    path = Path(folder, "locale", to_locale(language), "LC_MESSAGES", "django.po")
    with path.open("rb") as file:
        return {entry.id: entry for entry in read_po(file) if entry.id}


def entries(folder, language):
    """What each entry translates, with its context, as often as it stands there."""
    path = Path(folder, "locale", to_locale(language), "LC_MESSAGES", "django.po")
    quoted = r'((?:"(?:[^"\\]|\\.)*"\n)+)'
    entry = re.compile(rf"(?:^msgctxt {quoted})?^msgid {quoted}", re.MULTILINE)
    return [
        tuple("".join(re.findall(r'"(.*)"', part)) for part in found.groups(""))
        for found in entry.finditer(path.read_text())
    ]


@pytest.mark.parametrize("folder", ["loyalty", "shop"])
@pytest.mark.parametrize("language", LANGUAGES.keys() - {"en"})
def test_no_text_is_translated_twice(language, folder):
    """The tools that collect texts stop at the second one."""
    counted = Counter(entries(folder, language))

    assert [text for text, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("part", ["conf", "contrib/auth"])
@pytest.mark.parametrize("language", LANGUAGES.keys() - {"en"})
def test_every_text_of_djangos_forms_is_translated(language, part):
    """What Django's own catalogue lacks stands in the shop's: a password too short."""
    folder = Path(django.__file__).parent / part
    own, theirs = catalogue("shop", language), catalogue(folder, language)

    lacking = {
        text
        for text in catalogue(folder, "en")
        if not (text in theirs and all(theirs[text].string)) and text not in own
    }

    assert lacking == set()


@pytest.mark.parametrize("folder", ["loyalty", "shop"])
@pytest.mark.parametrize("language", LANGUAGES.keys() - {"en"})
def test_every_text_is_translated(language, folder):
    texts = catalogue(folder, language)

    for other in LANGUAGES.keys() - {"en", language}:
        assert texts.keys() == catalogue(folder, other).keys()
    for entry in texts.values():
        assert not entry.fuzzy, entry.id
        said = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        meant = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        for each in said:
            assert each, entry.id
            assert set(PLACEHOLDER.findall(each)) <= set(PLACEHOLDER.findall(meant[-1]))


def test_an_address_is_called_what_its_label_calls_it():
    """Django's own words are half English there."""
    with override("zh-hans"):
        said = str(validate_email.message)

    assert said == "请输入有效的邮箱地址。"


def test_search_knows_how_each_language_is_cut_into_words():
    assert CONFIGURATIONS.keys() == LANGUAGES.keys()


def test_the_log_has_words_for_a_text_in_each_language():
    """Or a change of it could not be recorded."""
    missing = [
        f"{kind.code}: {name.removesuffix('en')}{to_locale(code).lower()}"
        for kind in [*actions, *happenings]
        if not kind.is_open
        for name in kind.facts
        if name.endswith("_en")
        for code in LANGUAGES
        if f"{name.removesuffix('en')}{to_locale(code).lower()}" not in kind.facts
    ]
    assert missing == []


def test_a_language_as_html_writes_it():
    written = [tag_of(code) for code in ("en", "zh-hans", "de-at", "pt-br")]

    assert written == ["en", "zh-Hans", "de-AT", "pt-BR"]

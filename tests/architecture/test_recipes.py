"""What the recipes name exists: a move breaks a test, and not a newcomer.

A recipe adds something made up: gifts, in house style. Such a word stands for whatever
is there already, so `shop/staff/gifts/gift_list.py` needs some `*_list.py` of a desk.
"""

import ast
import re
from collections.abc import Iterator
from fnmatch import translate
from functools import cache
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.management import _get_all_permissions
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from shop.embedded.fingerprints import ROOT
from tests.architecture.test_sources import tracked

RECIPES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [
        *(ROOT / "docs").glob("howto-*.md"),
        ROOT / "CONTRIBUTING.md",
        ROOT / "README.md",
        ROOT / "docs" / "architecture.md",
    ]
)
FENCE = re.compile(r"(?ms)^ *```(\w*)\n(.*?)^ *```")
COMMANDS = re.compile(r"(?m)^ {4,}(?:\$ )?((?:make|\.venv|manage\.py)\b.*)$")
SPAN = re.compile(r"`([^`\n]+)`")
MADE_UP = re.compile(r"gifts?(?=\b|_)|least_spent|german|<\w+>")
FILE = re.compile(r"[\w.*-]+\.(?:py|md|html|txt|toml|in|lock|po|sql|css|csv|yml|env)")
# Made by a run, or by whoever sets the shop up.
MADE_LATER = re.compile(r"\.(?:venv|cache|data2?|env)\b")
# Words of others: of a payment service, of PostgreSQL, of a shell, of HTTP.
OF_OTHERS = re.compile(
    r"(?:checkout|refund)\.\w+|sk_|whsec_|FOR|SKIP|EXECUTE|DATA_DIR|HOST|PORT|[a-z]+@"
)


def text_of(recipe: str) -> str:
    return (ROOT / recipe).read_text()


def spans(recipe: str) -> Iterator[str]:
    """What stands in backticks, outside longer pieces of code."""
    for span in SPAN.findall(FENCE.sub("", text_of(recipe))):
        if not OF_OTHERS.match(span) and not MADE_LATER.search(span):
            yield span


def blocks(recipe: str, language: str) -> list[str]:
    return [code for named, code in FENCE.findall(text_of(recipe)) if named == language]


def commands(recipe: str) -> list[str]:
    """Lines to type, and spans that are one."""
    text = text_of(recipe).replace("\\\n", " ")
    typed = COMMANDS.findall(text)
    for language in ("", "sh"):
        for code in blocks(recipe, language):
            typed += code.replace("$ ", "").splitlines()
    return [*typed, *SPAN.findall(text)]


@cache
def names() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in tracked()]


@cache
def words() -> frozenset[str]:
    """Every word of what is no documentation, and of the names of files."""
    found = set(re.findall(r"\w+", " ".join(names())))
    for name in names():
        if not name.startswith("docs/") and re.search(
            r"\.(py|html|txt|toml|sql|js|css|yml|env|in)$|Makefile", name
        ):
            found.update(re.findall(r"\w+", (ROOT / name).read_text()))
    return frozenset(found)


def is_there(path: str) -> bool:
    """Whether a path names something, wherever it begins; `<desk>` may be any."""
    if not (path := path.strip("/")):
        return True
    wanted = MADE_UP.sub("*", path.removeprefix("./"))
    # {forms,views}.py is either.
    wanted = re.sub(r"\{[^}]*\}", "*", wanted)
    found = re.compile(rf"(?:.*/)?(?:{translate(wanted)[:-2]})(?:/.*)?\Z")
    return any(found.match(name) for name in names())


def is_path(span: str) -> bool:
    return bool(
        re.fullmatch(r"[\w./*<>{},-]+", span)
        and not span.startswith("/")
        and ("/" in span or FILE.fullmatch(span))
    )


def test_the_check_finds_what_is_missing():
    """The control: what is there is found, what has gone is not."""
    assert is_there("shop/staff/gifts/gift_list.py")
    assert is_there("shop/staff/<desk>/desk.py")
    assert is_there("templates/components/")
    assert not is_there("shop/staff/gifts/gift_lists_of_old.py")
    assert not is_there("shop/members/")
    assert not is_there("staff/deskz.py")
    assert "award" in words()
    assert "points_owing_to_nobody".title() not in words()


@pytest.mark.parametrize("recipe", RECIPES)
def test_files_and_folders(recipe):
    found = [span for span in spans(recipe) if is_path(span)]
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(recipe))
    folder = (ROOT / recipe).parent

    assert [path for path in found if not is_there(path)] == []
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("recipe", RECIPES)
def test_names_in_the_code(recipe):
    """A dotted name leads there; any other is a word of the sources."""
    permissions = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename, _label in _get_all_permissions(model._meta)
    }
    missing = []
    for span in spans(recipe):
        name = span.removesuffix("()").lstrip("@")
        if MADE_UP.search(name) or is_path(span) or name in permissions:
            continue
        if re.fullmatch(r"(?:loyalty|shop|tests)\.[\w.]+", name):
            if not leads_somewhere(name):
                missing.append(span)
        elif is_name(name) and not set(name.split(".")) <= words():
            missing.append(span)
    assert missing == []


def is_name(span: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)*", span))


def leads_somewhere(dotted: str) -> bool:
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@pytest.mark.parametrize("recipe", RECIPES)
def test_names_in_examples(recipe):
    """What an example imports, calls, builds upon or says by keyword."""
    missing = []
    for code in blocks(recipe, "python"):
        for node in ast.walk(ast.parse(_flush(code))):
            if isinstance(node, ast.ImportFrom) and node.module:
                missing += [
                    f"{node.module}.{alias.name}"
                    for alias in node.names
                    if not MADE_UP.search(f"{node.module}.{alias.name}")
                    and not leads_somewhere(f"{node.module}.{alias.name}")
                ]
            used = {
                ast.Call: lambda node: getattr(node.func, "id", "_"),
                ast.keyword: lambda node: node.arg or "_",
                ast.ClassDef: lambda node: getattr((node.bases or [0])[0], "id", "_"),
            }.get(type(node))
            if used and not MADE_UP.search(used(node).lower()):
                missing += set(used(node).split("__")) - words()
    assert missing == []


def _flush(code: str) -> str:
    """An example in a list is indented as its item is."""
    indent = len(code) - len(code.lstrip(" "))
    return re.sub(rf"(?m)^ {{0,{indent}}}", "", code)


@pytest.mark.parametrize("recipe", RECIPES)
def test_commands(recipe):
    targets = set(re.findall(r"(?m)^([a-z-]+):", text_of("Makefile")))
    missing = []
    for command in commands(recipe):
        if made := re.match(r"(?:\w+=\S+ )*make ([a-z-]+)", command):
            missing += {made[1]} - targets
        if managed := re.search(r"\bmanage\.py (\w+)(.*)", command):
            missing += _unknown(managed[1], managed[2])
        if ".venv/bin/" in command and "#" not in command.split()[:2]:
            missing += [
                path
                for path in command.partition("#")[0].split()[1:]
                if path.startswith(("tests/", "docs/")) and not is_there(path)
            ]
    assert missing == []


def _unknown(name: str, arguments: str) -> list[str]:
    """What of a management command nobody offers, the demo's included."""
    own = {path.stem: path for path in ROOT.glob("*/*/management/commands/*.py")}
    app = get_commands().get(name)
    if name in own:
        app = ".".join(own[name].relative_to(ROOT).parts[:2])
    if app is None:
        return [name]
    known = load_command_class(app, name).create_parser("manage.py", name)
    return [
        f"{name} {option}"
        for option in re.findall(r"(?<=\s)--[a-z-]+", arguments.partition("#")[0])
        if option not in known._option_string_actions
    ]


@pytest.mark.parametrize("recipe", RECIPES)
def test_addresses(recipe):
    missing = [
        span
        for span in spans(recipe)
        if re.fullmatch(r"/[a-z][\w/<>-]*", span)
        and not MADE_UP.search(span.replace("<name>", ""))
        and not _is_address(span.replace("<name>", "some"))
    ]
    assert missing == []


def _is_address(path: str) -> bool:
    if path.startswith("/dev/"):
        return True
    for each in (path, f"/en{path}", f"/en/staff{path}"):
        try:
            resolve(each)
        except Resolver404:
            continue
        return True
    return False


def test_fixtures():
    """The table in CONTRIBUTING.md; `page` is of pytest-playwright."""
    table = re.search(r"\| Fixture \|.*?\n\n", text_of("CONTRIBUTING.md"), re.DOTALL)
    assert table
    named = {
        name
        for row in table.group().strip().splitlines()[2:]
        for name in SPAN.findall(row.split("|")[1])
    }
    sources = "\n".join(
        (ROOT / name).read_text()
        for name in names()
        if name.startswith("tests/") and name.endswith(".py")
    )
    given = set(re.findall(r"@pytest\.fixture.*\n(?:@.*\n)*def (\w+)", sources))
    assert len(named) > 3
    assert named - given - {"db", "page"} == set()

"""Templates whose fixed parts are drawn once a language.

A third of what a page costs was to translate the same words, look up the same
addresses and draw the same icons as on the page before. What stands in a template in
one piece and depends on nothing but the language becomes one node, which remembers what
it gave. It stands on inner parts of Django's templates: tests/unit/shop/test_folding.py
says when a new Django changes them.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.template import Context, Template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    TokenType,
    Variable,
)
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from shop.components.templatetags.components import icon


class Loader(cached.Loader):
    """Reads each template once, as Django does, and folds it then."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new:
            fold(template.nodelist)
        return template


class Fixed(Node):
    """Neighbours that say the same whatever a page shows."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = NodeList(nodes)
        self._said: dict[tuple[str | None, bool], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = get_language(), context.autoescape
        if key not in self._said:
            self._said[key] = self.nodes.render(context)
        return self._said[key]


def fold(nodes: NodeList) -> None:
    """Put what is fixed together, here and in all that is within."""
    for node in nodes:
        for inner in _within(node):
            fold(inner)
    nodes[:] = [
        one
        for is_all_fixed, some in groupby(nodes, is_fixed)
        for one in (_folded(list(some)) if is_all_fixed else some)
    ]


def is_fixed(node: Node) -> bool:
    """Say whether a node gives the same on every page in one language."""
    read = _read_by(node)
    return read is not None and all(_is_said(one) for one in read if one is not None)


def _read_by(node: Any) -> Iterable[FilterExpression | None] | None:
    """What a node reads, if it does nothing but say something; else None."""
    read: Iterable[FilterExpression | None] | None = None
    match node:
        case TextNode() | LoadNode() | CommentNode():
            read = ()
        case URLNode(asvar=None):
            read = [node.view_name, *node.args, *node.kwargs.values()]
        case StaticNode(varname=None):
            read = [node.path]
        case TranslateNode(asvar=None):
            read = [node.filter_expression, node.message_context]
        case BlockTranslateNode(asvar=None, countervar=None):
            is_text = all(one.token_type == TokenType.TEXT for one in node.singular)
            read = [node.message_context] if is_text else None
        case SimpleNode(target_var=None) if node.func is icon:
            read = [*node.args, *node.kwargs.values()]
    return read


def _within(node: Node) -> Iterable[NodeList]:
    if isinstance(node, IfNode):
        return [some for _condition, some in node.conditions_nodelists]
    parts = (getattr(node, name, None) for name in node.child_nodelists)
    return [part for part in parts if part is not None]


def _folded(nodes: list[Node]) -> list[Node]:
    saying = [node for node in nodes if not isinstance(node, LoadNode | CommentNode)]
    alone = len(saying) == 1 and isinstance(saying[0], TextNode)
    return saying if alone or not saying else [Fixed(saying)]


def _is_said(expression: FilterExpression) -> bool:
    """Whether it stands in the template as it is, and nothing is done with it."""
    value: Any = expression.var
    is_read = isinstance(value, Variable) and value.lookups is not None
    return not (is_read or expression.filters)

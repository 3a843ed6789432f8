"""Strict YAML, read into nodes that know where they stand.

The scanner is libyaml's; what it reports is taken event by event, so that depth, size and alias bombs are met before
anything is built, and so that every key and value keeps its place. Only what a policy needs is read: one document,
mappings with string keys, sequences, YAML 1.2 core scalars, and a few aliases. The rest is an error with its place.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from pnpolicy.diagnostic import Diagnostic, Label
from pnpolicy.document.scalars import Value, plain, way_out
from pnpolicy.text import Source, Span

MAX_DEPTH: Final = 32
"""Levels of nesting. The language needs 7; deeper is a bomb or a mistake."""
MAX_NODES: Final = 150_000
"""Nodes after aliases are followed. A policy of 2,400 rules has about 30,000; this many are read within a second."""
MAX_ALIASES: Final = 32
"""Uses of `*alias` in one file. Shared parts belong into `include`; a handful of aliases stays readable."""

_TOO_DEEP: Final = f"nested more than {MAX_DEPTH} levels deep"
_LEVELS: Final = "a policy needs 7 levels"
_NOT_YAML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML does not allow, and a byte-order mark inside the text. Negated, what it allows takes five times as long to
compile."""


class Node:
    """A value in a document: where it starts and ends (character offsets), and how many nodes it stands for."""

    __slots__ = ("end", "size", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.size = 1


class Scalar(Node):
    """A word, number, boolean or null."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: Value) -> None:
        super().__init__(start, end)
        self.value = value


class Sequence(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.items: list[Node] = []


class Mapping(Node):
    """A mapping from strings; `entries` holds key and value nodes by key, in the order written."""

    __slots__ = ("entries",)

    def __init__(self, start: int, end: int) -> None:
        super().__init__(start, end)
        self.entries: dict[str, tuple[Scalar, Node]] = {}


def plain_data(node: Node) -> Any:  # noqa: ANN401  what YAML holds is only known once the model has read it
    """A node as dicts, lists and scalars, for a model to validate."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain_data(item) for item in node.items]
    assert isinstance(node, Mapping)  # noqa: S101  the fourth kind does not exist
    return {key: plain_data(value) for key, (_, value) in node.entries.items()}


def read(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """The nodes of a YAML text, and everything that is wrong with it as YAML.

    Nodes are None only where the text could not be read to its end. With an error in the list the nodes serve to find
    further problems, never to be used.
    """
    if found := _NOT_YAML.search(source.text):
        span = Span(source, found.start(), found.end())
        message = f"found the character U+{ord(found.group()):04X}, which YAML does not allow"
        return None, [Diagnostic("not-yaml", message, span, help="save the file as plain UTF-8 text")]
    reader = _Reader(source)
    try:
        return reader.document(), reader.problems
    except _Stop:
        return None, reader.problems
    except yaml.MarkedYAMLError as error:
        reader.problems.append(_syntax_error(source, error))
        return None, reader.problems


class _Stop(Exception):  # noqa: N818  not an error: its diagnostic is already in the list
    """Reading further is pointless or dangerous."""


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self.nodes = 0
        self.aliases = 0
        self.anchors: dict[str, Node | None] = {}  # None while the anchored node is still being read

    def report(self, code: str, message: str, start: int, end: int, help: str = "", **more: Any) -> None:  # noqa: A002, ANN401
        self.problems.append(Diagnostic(code, message, Span(self.source, start, end), help=help, **more))

    def stop(self, code: str, message: str, start: int, help: str) -> _Stop:  # noqa: A002
        self.report(code, message, start, start + 1, help)
        return _Stop()

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        events = _events(self.source.text)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                at = _index(event.start_mark)
                if documents > 1:
                    raise self.stop("many-documents", "found a second document", at, "keep one policy in a file")
                if event.version not in (None, (1, 2)) or event.tags:
                    self.report("yaml-directive", "only YAML 1.2 without tags is read here", at, at + 1, "remove it")
            elif isinstance(event, yaml.NodeEvent):
                root = self.tree(event, events)
        return root

    def tree(self, first: yaml.NodeEvent, events: Iterator[Any]) -> Node:
        """One node with all that is below it; a loop with its own stack, so that depth is ours to bound."""
        root = self.node(first)
        stack: list[tuple[Node, str | None]] = [(root, first.anchor)]
        keys: list[Scalar | None] = [None]
        if isinstance(root, Scalar):
            return root
        for event in events:
            parent = stack[-1][0]
            if isinstance(event, yaml.CollectionEndEvent):
                node, anchor = stack.pop()
                keys.pop()
                node.end = max(_index(event.end_mark), node.start + 1)
                if anchor:
                    self.anchors[anchor] = node
                if not stack:
                    return node
                stack[-1][0].size += node.size
                continue
            if isinstance(parent, Mapping) and keys[-1] is None:
                keys[-1] = self.key(event, parent)
                continue
            node = self.node(event)
            if isinstance(parent, Mapping):
                key = keys[-1]
                assert key is not None  # noqa: S101  set by the branch above
                parent.entries.setdefault(str(key.value), (key, node))
                keys[-1] = None
            else:
                assert isinstance(parent, Sequence)  # noqa: S101  a scalar is never pushed
                parent.items.append(node)
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    raise self.stop("too-deep", _TOO_DEEP, node.start, _LEVELS)
                stack.append((node, event.anchor))
                keys.append(None)
            else:
                parent.size += node.size
        raise AssertionError  # pragma: no cover  libyaml closes every collection or raises

    def node(self, event: Any) -> Node:  # noqa: ANN401  PyYAML's events have no common typed face
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            return self.alias(str(event.anchor), start, end)
        self.count(1, start)
        if event.tag is not None:
            self.report(
                "yaml-tag", f"found the tag `{event.tag}`", start, end, "remove it; a policy holds plain values"
            )
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if not isinstance(event, yaml.ScalarEvent):
            return Mapping(start, end) if isinstance(event, yaml.MappingStartEvent) else Sequence(start, end)
        value: Value = event.value
        if not event.style and event.implicit[0]:
            value, reason = plain(event.value)
            if reason:
                self.report("yaml-surprise", reason, start, end, way_out(event.value))
        scalar = Scalar(start, end, value)
        if event.anchor is not None:
            self.anchors[event.anchor] = scalar
        return scalar

    def key(self, event: Any, parent: Mapping) -> Scalar:  # noqa: ANN401
        start, end = event.start_mark.index, event.end_mark.index
        node = self.node(event)
        if not isinstance(node, Scalar):
            raise self.stop("yaml-key", "a list or mapping cannot be a key", start, "use a word")
        if isinstance(event, yaml.AliasEvent):
            self.report("yaml-key", "an alias cannot be a key", start, end, "write the key out")
        elif not isinstance(node.value, str):
            found = "null" if node.value is None else str(node.value).lower()
            self.report("yaml-key", f"the key `{found}` is not a string", start, end, f"write it in quotes: '{found}'")
            node.value = found
        elif node.value == "<<" and not event.style:
            self.report("yaml-merge", "merge keys (`<<`) are YAML 1.1", start, end, "use `extends` or `include`")
        if str(node.value) in parent.entries:
            first = parent.entries[str(node.value)][0]
            label = Label(Span(self.source, first.start, first.end), "first written here")
            message = f"the key `{node.value}` is written twice"
            self.report("duplicate-key", message, start, end, "keep one of them", related=(label,))
        return node

    def alias(self, anchor: str, start: int, end: int) -> Node:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self.stop(
                "too-many-aliases", f"more than {MAX_ALIASES} aliases", start, "share with `include` instead"
            )
        if anchor not in self.anchors:
            raise self.stop("unknown-alias", f"the alias `*{anchor}` has no anchor `&{anchor}` before it", start, "")
        node = self.anchors[anchor]
        if node is None:
            raise self.stop("endless-alias", f"the alias `*{anchor}` stands inside what it names", start, "")
        self.count(node.size, start)
        if isinstance(node, Scalar):
            return Scalar(start, end, node.value)
        return node

    def count(self, nodes: int, at: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            help_text = "split it, or share parts with `include`"
            raise self.stop("too-large", f"more than {MAX_NODES:,} values in one file", at, help_text)


def _events(text: str) -> Iterator[Any]:
    # The pure loader is six to nine times slower; every wheel of PyYAML brings the C one.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return iter(yaml.parse(text, Loader=loader))


def _index(mark: Any) -> int:  # noqa: ANN401  PyYAML's marks have no common typed face
    return int(mark.index)


def _syntax_error(source: Source, error: yaml.MarkedYAMLError) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index if mark else 0, len(source.text))
    while at > 0 and (at >= len(source.text) or source.text[at] in "\r\n") and source.text[at - 1] in " \r\n":
        at -= 1
    label: tuple[Label, ...] = ()
    if error.context and error.context_mark and error.context_mark.index != at:
        where = min(error.context_mark.index, len(source.text))
        label = (Label(Span(source, where, where + 1), str(error.context)),)
    if error.problem == "exceeded maximum nesting depth":  # libyaml's own bound, met before the first event comes
        return Diagnostic("too-deep", _TOO_DEEP, Span(source, at, at + 1), help=_LEVELS)
    advice = "check the indentation and the brackets above this place"
    if source.text[at : at + 1] == "\t":
        advice = "indent with spaces; YAML does not allow tabs there"
    elif "alias" in str(error.context):
        advice = 'a `*` starts an alias in YAML; if the character is meant, put the text in quotes: "*"'
    elif "mapping values are not allowed" in str(error.problem):
        advice = "a text that holds `: ` needs quotes; else check the indentation"
    message = f"this is not YAML: {error.problem or error.context}"
    return Diagnostic("not-yaml", message, Span(source, at, at + 1), related=label, help=advice)

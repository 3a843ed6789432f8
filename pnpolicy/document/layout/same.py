"""Whether two texts say the same: values, order of keys, and comments."""

from collections.abc import Iterator

from pnpolicy.document import nodes
from pnpolicy.document.layout.lines import comments_of
from pnpolicy.text import Source


def difference(old: Source, root: nodes.Node, new: Source) -> str:
    """What is not the same in a new text; nothing if all is.

    Args:
        old: the text as it was.
        root: its nodes.
        new: the text as it is to be.
    """
    read, problems = nodes.read(new)
    if read is None or problems:
        return f"it could not be read: {problems[0].message if problems else 'empty'}"
    if any(before != after for before, after in zip(_flat(root), _flat(read), strict=False)) or root.size != read.size:
        return "it would hold other values"
    if comments_of(old.text.replace("\r\n", "\n")) != comments_of(new.text):
        return "it would have other comments"
    return ""


def _flat(root: nodes.Node) -> Iterator[tuple[object, ...]]:
    """Every node with its kind, its size and, of scalars, type and value; keys before their values."""
    waiting: list[nodes.Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Scalar):
            yield type(node.value), node.value
        elif isinstance(node, nodes.Sequence):
            yield "sequence", node.size, len(node.items)
            waiting += reversed(node.items)
        else:
            assert isinstance(node, nodes.Mapping)  # noqa: S101  the third kind
            yield "mapping", node.size, tuple(node.entries)
            waiting += reversed([value for _, value in node.entries.values()])

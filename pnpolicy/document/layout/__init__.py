"""How a YAML file of ours is laid out: the same lines, comments and order of keys, in one hand.

Lines stay lines: nothing is joined or broken, a list in brackets stays one, and so does a list of dashes. What changes
is the white space, by four rules that each have a module:

- `lines`: two spaces for a level, one space where a space belongs, comments where the line below them begins;
- `scalars`: quotes only where they are needed, and double ones unless a backslash or a quote stands inside;
- `blanks`: at most one blank line, and one around every section;
- `columns`: values, entries and comments that stood below each other do so still, as far left as they can.

What comes out is read again (`same`) and must be the same values, in the same order, with the same comments.
"""

from pnpolicy.diagnostic import Diagnostic, Problems, Severity
from pnpolicy.document import nodes
from pnpolicy.document.layout.blanks import parted
from pnpolicy.document.layout.columns import aligned
from pnpolicy.document.layout.lines import Line, lines_of
from pnpolicy.document.layout.same import difference
from pnpolicy.text import Source, Span

__all__ = ["Fault", "formatted"]

_ODD_BREAKS = "\x85\u2028\u2029"
"""What YAML 1.1 ends a line with, and 1.2 does not."""


class Fault(Exception):  # noqa: N818  the word for what is ours to mend
    """The formatted text would not mean the same. It must not be used; nothing is wrong with the file."""


def formatted(source: Source) -> tuple[str | None, list[Diagnostic]]:
    """A YAML text as it should be laid out. Its line ends are those of its first line; a byte-order mark is gone.

    Returns:
        The text; or None, and why it cannot be read.

    Raises:
        Fault: formatting would change what the text says.
    """
    root, problems = nodes.read(source)
    problems = [problem for problem in problems if problem.severity is Severity.ERROR]
    if root is None or problems:
        return None, problems or [Diagnostic("empty", f"`{source.name}` is empty", None)]
    if found := _unreadable(source, root):
        return None, found
    text = source.text.replace("\r\n", "\n")
    new = _spelled(lines_of(text))
    if told := difference(source, root, Source(source.name, new)):
        raise Fault(told)
    first = source.text.find("\n")
    return new.replace("\n", "\r\n") if first > 0 and source.text[first - 1] == "\r" else new, []


def _unreadable(source: Source, root: nodes.Node) -> list[Diagnostic]:
    """What the policy's reader would take, or tell later, and a formatter cannot."""
    problems = Problems()
    if not isinstance(root, nodes.Mapping):
        span = Span(source, root.start, min(root.end, root.start + 1))
        problems.report("wrong-type", "expected a mapping", span, "a policy starts with `pnpolicy: 1`")
    text = source.text
    odd = [text.find(character) for character in _ODD_BREAKS]
    odd.append(next((at for at in _returns(text) if text[at + 1 : at + 2] != "\n"), -1))
    if at := min((at for at in odd if at >= 0), default=None):
        message = f"found the character U+{ord(text[at]):04X}, which ends a line for some readers of YAML only"
        problems.report("odd-line-break", message, Span(source, at, at + 1), "end lines with a newline")
    return problems


def _returns(text: str) -> "list[int]":
    found, at = [], text.find("\r")
    while at >= 0:
        found.append(at)
        at = text.find("\r", at + 1)
    return found


def _spelled(lines: list[Line]) -> str:
    parted(lines)
    aligned(lines)
    written: list[str] = []
    for line in lines:
        if line.blank and written:
            written.append("")
        written.append(line.text)
    return "\n".join(written) + "\n"

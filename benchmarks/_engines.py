"""Engines that decide whether two patterns share a text, or one holds all of the other: ours and three more.

The others read a pattern as a full match and know no anchors, so they are given what is between ours.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from benchmarks._measure import peer
from benchmarks._patterns import Kind, Question
from pnpolicy.language import Regex, parse
from pnpolicy.language.leaves import UNBOUNDED, Chars, Node, Table, Words
from pnpolicy.language.nodes import Alt, Cat, Rep


class Engine(NamedTuple):
    """Something that decides.

    Attributes:
        name: what it is called in the table.
        read: patterns → what is asked about, with all that can be done ahead.
        ask: a question about two of those → its answer.
    """

    name: str
    read: Callable[..., Any]
    ask: Callable[[Kind, Any], bool]

    def cold(self, question: Question) -> bool:
        """The answer, from the text of the patterns."""
        return self.ask(question.kind, self.read(question.one, question.other))

    def agrees(self, question: Question, seconds: float) -> bool:
        """Whether it answers as we do, and in time."""
        try:
            with _limit(seconds):
                return self.cold(question) == OURS.cold(question)
        except TimeoutError:
            return False


def engine(library: str) -> Engine | None:
    """Another engine, or None if it is not installed."""
    module = peer(library)
    return module and _OTHERS[library](module)


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Stops what takes longer, if it is written in Python."""

    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ask(kind: Kind, languages: tuple[Any, Any]) -> bool:
    """With the names that Python's sets have; ours has them, and so have two of the others."""
    one, other = languages
    return bool(one.isdisjoint(other) if kind == "disjoint" else one <= other)


# ---- ours ------------------------------------------------------------------------------------------------------------

_PARTS: Final = [
    part
    for name, module in sys.modules.items()
    if name.startswith("pnpolicy.language.")
    for part in vars(module).values()
]
_TABLES: Final = [(part, part.refs.copy()) for part in _PARTS if isinstance(part, Table)]
"""Where nodes are kept, and the constants that have been there from the start."""
_CACHES: Final = [part for part in _PARTS if hasattr(part, "cache_clear")]


def forget() -> None:
    """Drop all that the language engine has kept: what follows is cold."""
    for table, constants in _TABLES:
        table.refs = constants.copy()
    for cache in _CACHES:
        cache.cache_clear()


def _read(*patterns: str) -> tuple[Regex, ...]:
    forget()
    return tuple(map(parse, patterns))


OURS: Final = Engine("ours", _read, _ask)


# ---- others ----------------------------------------------------------------------------------------------------------


def _bare(pattern: str) -> str:
    return pattern.removeprefix("^").removesuffix("$")


def _interegular(library: Any) -> Engine:  # noqa: ANN401
    """Automata over an alphabet that they share, without which its answers are wrong."""
    no_flags = library.REFlags(0)

    def read(*patterns: str) -> tuple[Any, ...]:
        parsed = [library.parse_pattern(_bare(pattern)) for pattern in patterns]
        alphabet, _ = library.fsm.Alphabet.union(*(pattern.get_alphabet(no_flags) for pattern in parsed))
        return tuple(pattern.to_fsm(alphabet, (0, 0)) for pattern in parsed)

    return Engine("interegular", read, _ask)


def _greenery(library: Any) -> Engine:  # noqa: ANN401
    """Automata; its parser wants a hyphen escaped."""

    def read(*patterns: str) -> tuple[Any, ...]:
        return tuple(library.parse(_bare(pattern).replace("-]", r"\-]")).to_fsm() for pattern in patterns)

    return Engine("greenery", read, _ask)


def _z3(z3: Any) -> Engine:  # noqa: ANN401
    """Its theory of regular expressions. It has no parser, so its terms are made from our nodes."""
    text = z3.String("text")

    def ask(kind: Kind, terms: tuple[Any, Any]) -> bool:
        one, other = (z3.InRe(text, term) for term in terms)
        solver = z3.Solver()
        solver.set("timeout", _MILLISECONDS)
        solver.add(one, other if kind == "disjoint" else z3.Not(other))
        answer = solver.check()
        if answer == z3.unknown:
            raise TimeoutError
        return bool(answer == z3.unsat)

    return Engine("z3", lambda *patterns: tuple(_term(z3, parse(_bare(pattern)).node) for pattern in patterns), ask)


_MILLISECONDS: Final = 10_000
_LAST_OF_Z3: Final = 0x2FFFF


def _term(z3: Any, node: Node) -> Any:  # noqa: ANN401
    """A node without assertions as one of z3's terms."""
    match node:
        case Words():
            return _any_of(z3, [z3.Re(text) for text in node.words])
        case Chars():
            points = [point for point in range(128) if node.mask >> point & 2]
            starts = [point for point in points if point - 1 not in points]
            ends = [point for point in points if point + 1 not in points]
            spans = [*zip(starts, ends, strict=True), *([(128, _LAST_OF_Z3)] if node.mask < 0 else [])]
            return _any_of(z3, [z3.Range(*(z3.Unit(z3.CharVal(point)) for point in span)) for span in spans])
        case Alt():
            return _any_of(z3, [_term(z3, part) for part in node.parts])
        case Cat():
            return z3.Concat(_term(z3, node.left), _term(z3, node.right))
        case Rep():
            body = _term(z3, node.body)
            if node.high < UNBOUNDED:
                return z3.Loop(body, node.low, node.high)
            return z3.Concat(z3.Loop(body, node.low, node.low), z3.Star(body)) if node.low else z3.Star(body)
    raise TypeError(node)


def _any_of(z3: Any, terms: list[Any]) -> Any:  # noqa: ANN401
    return z3.Union(*terms) if len(terms) > 1 else terms[0]


_OTHERS: Final = {"interegular": _interegular, "greenery": _greenery, "z3": _z3}

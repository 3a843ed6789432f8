"""Templates: literal text with `<variable>` holes, such as `chat.room.<roomId>`.

No normalisation and no case folding: a name is the template's text with values in place of the holes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pnpolicy.diagnostic import named
from pnpolicy.wire.actions import PRESENCE_SUFFIX
from pnpolicy.wire.limits import forbidden_in

_HOLE: Final = re.compile(r"<([^<>]*)>")
_OTHER_HOLE: Final = re.compile(r"\$?\{([A-Za-z_][A-Za-z0-9_]*)\}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


class Hole(NamedTuple):
    """A place in a template that a value fills."""

    name: str

    def __str__(self) -> str:
        return f"<{self.name}>"


Part = str | Hole


class Template(NamedTuple):
    """Text and holes in turn; no two texts stand side by side, no text is empty."""

    parts: tuple[Part, ...]

    @property
    def holes(self) -> tuple[str, ...]:
        """The names of the holes, each once, in the order they appear."""
        return tuple(dict.fromkeys(part.name for part in self.parts if isinstance(part, Hole)))

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


class Fault(NamedTuple):
    """What is wrong with a template's text: a message, the characters it is about, help, and the fault's name."""

    message: str
    at: int
    length: int
    help: str = ""
    code: str = "bad-template"


def may_end_as_companion(parts: Sequence[object]) -> bool:
    """Whether text and holes may spell a name that ends in `-pnpres`, judged by the text alone; a quick no to most.

    No single value ends in `-pnpres` and no template does, so it takes text before the last hole that begins the
    suffix (`…-pn` and then `pres` as a value), text behind it that ends the suffix (`…-pnp` in a value, then `res`),
    or two holes side by side.

    Args:
        parts: text and, for holes, anything that is not text.
    """
    last = parts[-1]
    if isinstance(last, str):
        return len(parts) > 1 and PRESENCE_SUFFIX.endswith(last)
    before = parts[-2] if len(parts) > 1 else ""
    return not isinstance(before, str) or any(
        before.endswith(PRESENCE_SUFFIX[:length]) for length in range(1, len(PRESENCE_SUFFIX))
    )


def parse(text: str) -> tuple[Template, list[Fault]]:
    """Reads a template. With faults in the list it serves to find further problems only."""
    faults: list[Fault] = []
    parts: list[Part] = []
    end = 0
    for match in _HOLE.finditer(text):
        faults += _literal(text, end, match.start(), parts)
        name = match[1]
        if _VARIABLE.fullmatch(name):
            parts.append(Hole(name))
        else:
            help_text = "a hole holds the name of a variable: letters, digits and `_`"
            faults.append(Fault(f"`{match[0]}` is not a hole", match.start(), len(match[0]), help_text))
        end = match.end()
    faults += _literal(text, end, len(text), parts)
    if text.endswith(PRESENCE_SUFFIX):
        at = len(text) - len(PRESENCE_SUFFIX)
        help_text = "drop the suffix and grant the action `presence`"
        faults.append(Fault("names a presence companion", at, len(PRESENCE_SUFFIX), help_text, "reserved-suffix"))
    return Template(tuple(parts)), faults


def _literal(text: str, start: int, end: int, parts: list[Part]) -> Iterator[Fault]:
    literal = text[start:end]
    if not literal:
        return
    parts.append(literal)
    for bracket in "<>":
        if bracket in literal:
            help_text = "write holes as `<variable>`"
            yield Fault(f"`{bracket}` has no partner", start + literal.index(bracket), 1, help_text)
    for hole in _OTHER_HOLE.finditer(literal):
        yield Fault(f"`{hole[0]}` is plain text here", start + hole.start(), len(hole[0]), f"write `<{hole[1]}>`")
    if found := forbidden_in(literal):
        at, character = found
        advice = {"*": "to cover every value of a hole, leave it open: `any: [variable]`"}.get(
            character, "use `.`, `-` or `_`"
        )
        yield Fault(f"holds {named(character)}, which no name may", start + at, 1, advice, "forbidden-character")

"""An open line is searched for: its pattern without `^`, or without `$`.

PubNub reads a pattern without anchors as one that may match anywhere in a name. A line with a value beside the open
hole keeps its anchors here: what it would become has no form in a policy.
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import named_by
from pnpolicy.check.mutants.changing import Line, lines, with_line
from pnpolicy.check.mutants.mutant import Mutant
from pnpolicy.grant.emit import patterns_of
from pnpolicy.policy.model import RawPattern, ResolvedPolicy
from pnpolicy.wire.actions import Kind

ID: Final = "drop-anchor"


def mutants(policy: ResolvedPolicy) -> Iterator[Mutant]:
    """Two for every line that is one pattern."""
    for line in lines(policy):
        reach = named_by(line.entry)
        if not reach.is_open or any(fill.how != "open" for fill in reach.fills):
            continue
        (pattern,) = patterns_of(reach)({})
        body = pattern.removeprefix("^:?" if reach.kind is Kind.GROUPS else "^").removesuffix("$")
        yield _searched(policy, line, f".*{body}", "^", "in front of")
        yield _searched(policy, line, f"{body}.*", "$", "behind")


def _searched(policy: ResolvedPolicy, line: Line, body: str, anchor: str, where: str) -> Mutant:
    rest = RawPattern(body, language.concat(language.parse(body)), body)
    words = f"the pattern of `{line}` has no `{anchor}`: anything may stand {where} its names"
    changed = with_line(policy, line, lambda entry, _: entry._replace(rest=rest))
    return Mutant(ID, f"{line}: {anchor}", words, line.entry.span, changed)

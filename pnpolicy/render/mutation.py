"""What became of the mutants of policies: survivors with the test that would have noticed them; and that as JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pnpolicy.check.mutation import Fate, Mutation, Tried
from pnpolicy.check.writing import written
from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.render import text
from pnpolicy.render.colour import Paint

VERSION: Final = 1
"""Of the JSON; a change that a reader of an older version could trip over makes a new one."""

_FATES: Final[tuple[Fate, ...]] = ("killed", "survived", "equivalent", "undecided")
_COLOURS: Final[dict[Fate, str]] = {
    "killed": "green", "survived": "red", "equivalent": "blue", "undecided": "yellow",
}  # fmt: skip


def as_text(mutations: Sequence[Mutation], paint: Paint, *, verbose: bool = False) -> str:
    """A line for each policy, every survivor with its place and its test, and a summary.

    Args:
        mutations: of each policy.
        paint: colours.
        verbose: whether to list every mutant.
    """
    width = max((len(mutation.path) for mutation in mutations), default=0)
    heads = "".join(line for mutation in mutations for line in _head(mutation, width, paint, verbose=verbose))
    told = [part for mutation in mutations for part in _told(mutation, paint)]
    return "\n".join([*([heads] if heads else []), *told, f"{summary(mutations, paint)}\n"])


def as_json(mutations: Sequence[Mutation]) -> str:
    """The same as JSON."""
    told = {
        "version": VERSION,
        "policies": [
            {
                "path": mutation.path,
                "tests": list(mutation.files),
                "failing": [outcome.case.name for outcome in mutation.failing],
                "left_out": mutation.left_out,
                "mutants": [_mutant(tried) for tried in mutation.tried],
            }
            for mutation in mutations
        ],
        "summary": _counts(mutations),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def summary(mutations: Sequence[Mutation], paint: Paint) -> str:
    """`102 mutants: 97 killed, 0 survived, 5 equivalent`; undecided ones only where there are some."""
    return _counted(_counts(mutations), paint)


def _counts(mutations: Sequence[Mutation]) -> dict[Fate, int]:
    return {fate: sum(len(mutation.of(fate)) for mutation in mutations) for fate in _FATES}


def _counted(counts: dict[Fate, int], paint: Paint) -> str:
    total = sum(counts.values())
    parts = [
        paint(f"{count} {fate}", _COLOURS[fate], "bold") if count else f"0 {fate}"
        for fate, count in counts.items()
        if count or fate != "undecided"
    ]
    return f"{total} mutant{'' if total == 1 else 's'}: {', '.join(parts)}"


def _head(mutation: Mutation, width: int, paint: Paint, *, verbose: bool) -> Iterator[str]:
    path = f"{paint(mutation.path, 'bold')}{' ' * (width - len(mutation.path))}"
    if mutation.failing:
        count = len(mutation.failing)
        tests = "1 test does" if count == 1 else f"{count} tests do"
        yield f"{path}  {paint(f'not mutated: {tests} not even pass on the policy as it is', 'red')}\n"
        return
    left = f"; {mutation.left_out} more were not tried" if mutation.left_out else ""
    yield f"{path}  {_counted(_counts([mutation]), paint)}{left}\n"
    for tried in mutation.tried if verbose else ():
        by = f", by {tried.by!r}" if tried.by else ""
        yield f"  {paint(tried.fate.ljust(10), _COLOURS[tried.fate])}  {tried.mutant.id}{by}\n"


def _told(mutation: Mutation, paint: Paint) -> Iterator[str]:
    failures = [failure.diagnostic for outcome in mutation.failing for failure in outcome.failures]
    if failures:
        yield text.render(failures, paint)
    shown: dict[str, None] = {}
    for tried in mutation.of("survived"):
        assert tried.test is not None  # noqa: S101  a survivor has one
        test = written(tried.test)
        yield text.render([_survivor(tried, known=test in shown)], paint)
        if test not in shown:
            shown[test] = None
            yield test
    for tried in mutation.of("undecided"):
        yield text.render([_undecided(tried)], paint)


def _survivor(tried: Tried, *, known: bool) -> Diagnostic:
    mutant = tried.mutant
    assert tried.test is not None  # noqa: S101  a survivor has one
    help_text = f"this test would; add it to {tried.file}"
    if known:
        help_text = f"the test {tried.test.name!r} above would, too"
    return Diagnostic("survivor", f"no test notices if {mutant.words}", mutant.span, mutant.operator, help=help_text)


def _undecided(tried: Tried) -> Diagnostic:
    mutant = tried.mutant
    message = f"it was not decided whether a test could notice if {mutant.words}"
    return Diagnostic("undecided", message, mutant.span, mutant.operator, notes=(tried.why,), severity=Severity.WARNING)


def _mutant(tried: Tried) -> dict[str, Any]:
    mutant = tried.mutant
    return {
        "operator": mutant.operator,
        "subject": mutant.subject,
        "words": mutant.words,
        "file": mutant.span.source.name,
        "line": mutant.span.line,
        "column": mutant.span.column,
        "fate": tried.fate,
        "killed_by": tried.by or None,
        "test": None if tried.test is None else written(tried.test),
        "test_file": tried.file or None,
        "why": tried.why or None,
    }

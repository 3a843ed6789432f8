"""Questions about languages: two patterns, all pairs of a policy, all atoms, and what is built to be hard.

A cold question starts from the text of its patterns, with nothing kept from before. A warm one was asked before: others
have built their automata, and we know the derivatives. Neither keeps answers. What another engine answers otherwise
than we do, or not in time, is left out and counted.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from random import Random
from statistics import median
from time import perf_counter_ns
from typing import Final

from benchmarks._engines import OURS, Engine, engine
from benchmarks._measure import Pair, Row, Stopwatch, absent, time_told
from benchmarks._patterns import HOSTILE, QUESTIONS, Question, patterns
from pnpolicy.language import Undecided, atoms

_TWO: Final = "question about two patterns"
_PATIENCE: Final = 10.0
"""Seconds that another engine may take for an answer."""
_SAMPLED: Final = 1_000
_LONGEST: Final = 2_000_000_000
"""Nanoseconds."""


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """By what is asked."""
    for library, cold, warm in (("interegular", 0.1, 0.05), ("greenery", None, None), ("z3", None, None)):
        other = engine(library)
        if other is None:
            yield absent(_TWO, library)
        else:
            yield from _two(stopwatch, other, cold, warm)
    yield _all_pairs(stopwatch)
    yield _all_atoms(stopwatch)
    yield _hardest(stopwatch)


def _two(stopwatch: Stopwatch, other: Engine, cold: float | None, warm: float | None) -> Iterator[Row]:
    """The median question, cold and warm."""
    asked = QUESTIONS[:: 11 if _quick(stopwatch) else 1]
    answered = [question for question in asked if other.agrees(question, _PATIENCE * stopwatch.seconds)]
    told = f"median of {len(answered)}"
    if len(answered) < len(asked):
        told += f", {len(asked) - len(answered)} left out"
    each = Stopwatch(stopwatch.seconds / 10)
    for state, asking, most in (("cold", _cold, cold), ("warm", _warm, warm)):
        pairs = [each.compare(asking(OURS, question), asking(other, question), least=2) for question in answered]
        middle = Pair(
            *(median(figures) for figures in zip(*((p.ours, p.reference, p.ratio) for p in pairs), strict=True))
        )
        yield middle.row(f"{_TWO}, {state} ({told})", other.name, most=most)


def _cold(engine: Engine, question: Question) -> Callable[[], bool]:
    return lambda: engine.cold(question)


def _warm(engine: Engine, question: Question) -> Callable[[], bool]:
    languages = engine.read(question.one, question.other)
    return lambda: engine.ask(question.kind, languages)


def _all_pairs(stopwatch: Stopwatch) -> Row:
    """Which of many patterns are disjoint; of the reference's pairs some, its automata built ahead."""
    written = patterns(50 if _quick(stopwatch) else 200)
    pairs = list(combinations(range(len(written)), 2))

    def disjoint(engine: Engine, languages: list[object], pairs: list[tuple[int, int]]) -> list[bool]:
        return [engine.ask("disjoint", (languages[one], languages[other])) for one, other in pairs]

    def ours() -> list[bool]:
        return disjoint(OURS, OURS.read(*written), pairs)

    answers = dict(zip(pairs, ours(), strict=True))
    work = f"{len(pairs):,} pairs of {len(written)} patterns, which are disjoint? ({sum(answers.values()):,})"
    other = engine("interegular")
    if other is None:
        return absent(work, "interegular")
    built = other.read(*written)
    sample = Random(0).sample(pairs, min(_SAMPLED, len(pairs)))  # noqa: S311  the same on every run
    assert disjoint(other, built, sample) == [answers[pair] for pair in sample]  # noqa: S101  or it is no comparison
    pair = stopwatch.compare(ours, lambda: disjoint(other, built, sample), least=1 if _quick(stopwatch) else 3)
    times = len(pairs) / len(sample)
    scaled = Pair(pair.ours, pair.reference * times, pair.ratio / times)
    return scaled.row(work, f"interegular, {len(sample):,} pairs x {times:.3g}", most=0.2)


def _all_atoms(stopwatch: Stopwatch) -> Row:
    """Every way in which many patterns overlap, from their text."""
    written = patterns(200 if _quick(stopwatch) else 1_000)

    def compiled() -> None:
        re.purge()
        for pattern in written:
            re.compile(pattern)

    try:
        found = len(atoms(OURS.read(*written)))
    except Undecided as undecided:
        return Row(
            f"all atoms of {len(written):,} patterns", str(undecided), "re.compile of them", None, "<= 10x", False
        )
    pair = stopwatch.compare(lambda: atoms(OURS.read(*written)), compiled)
    return pair.row(f"all {found:,} atoms of {len(written):,} patterns", "re.compile of them", most=10)


def _hardest(stopwatch: Stopwatch) -> Row:
    """The hostile question that takes longest, cold; not to decide it is an answer as well."""
    took: dict[str, float] = {}
    undecided = 0
    for name, question in HOSTILE.items():
        times: list[int] = []
        for _ in range(1 if _quick(stopwatch) else 3):
            start = perf_counter_ns()
            try:
                OURS.cold(question)
            except Undecided:
                undecided += not times
            times.append(perf_counter_ns() - start)
        took[name] = median(times)
    name, longest = max(took.items(), key=lambda item: item[1])
    work = f"longest of {len(took)} hostile questions ({undecided} undecided): {name}"
    return Row(work, time_told(longest), "", None, f"<= {_LONGEST / 1e9:g} s", longest <= _LONGEST)


def _quick(stopwatch: Stopwatch) -> bool:
    return stopwatch.seconds < 1

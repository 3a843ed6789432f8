"""What is seen without a text is what the walk with texts finds."""

import os

from pnpolicy.language import EVERY_CHARACTER, LanguageError, Regex, Undecided, deciding, parse
from pnpolicy.language.leaves import UNBOUNDED
from pnpolicy.language.walking import best
from tests.language_patterns import generator, pattern

PAIRS = int(os.environ.get("PNPOLICY_LANGUAGE_QUESTIONS", "1200"))

REALISTIC = (
    "chat\\.room\\.[A-Za-z0-9_]{1,32}", "chat\\.room\\.staff", "chat\\..*", "^chat\\.x$", "(?i)CHAT\\..+",
    "vote-.*", "vote-result\\.[0-9a-f]{8}", ".*-pnpres", "inbox\\.[a-z]{1,20}", "inbox\\.[a-z0-9_]{1,36}",
    "presence\\.shard-(?:[0-9]|[1-5][0-9]|6[0-3])", "presence\\.shard-[0-9]+", "(?:a|b)*a(?:a|b){3}",
    "[ab]*b[ab]{3}c?", "", "a", "a?", "[^é]{1,3}", "é|ü", "\\p{L}{1,4}",
)  # fmt: skip


def questions(seed: int) -> list[tuple[Regex, Regex]]:
    """Pairs of patterns: random ones, people's, and one of each."""
    source = generator(seed)
    found: list[tuple[Regex, Regex]] = []
    while len(found) < PAIRS:
        texts = [source.choice(REALISTIC) if source.random() < 0.3 else pattern(source) for _ in range(2)]
        try:
            one, other = map(parse, texts)
        except LanguageError:
            continue
        found.append((one, other))
    return found


def test_a_quick_answer_is_the_slow_one() -> None:
    """Both ways of asking, for inclusion and for a shared text; most questions have a quick answer."""
    quick = 0
    for one, other in questions(20261123):
        for seen, wanted, unwanted in (
            (deciding.share(one.node, other.node), (one.node, other.node), ()),
            (deciding.inside(one.node, other.node), (one.node,), (other.node,)),
        ):
            if seen is None:
                continue
            quick += 1
            try:
                found = best(wanted, unwanted, EVERY_CHARACTER, UNBOUNDED, empty=True)
            except Undecided:
                continue
            assert seen == ((found is None) if unwanted else (found is not None)), (one, other, found)
    assert quick > PAIRS

"""The questions about names: what languages share, and what one has beyond others."""

from collections.abc import Iterable
from typing import Final

from pnpolicy.language.alphabet import CHANNEL_NAMES, Alphabet
from pnpolicy.language.regex import Regex
from pnpolicy.language.walking import best

LONGEST_NAME: Final = 92
"""Code points in a channel name, as PubNub documents it."""


def meet(
    *regexes: Regex,
    without: Iterable[Regex] = (),
    longest: int = LONGEST_NAME,
    alphabet: Alphabet = CHANNEL_NAMES,
    empty: bool = False,
) -> str | None:
    """The shortest, most readable text that all languages share.

    Args:
        regexes: the languages; every text for none.
        without: languages that it must not be in.
        longest: the most characters a text may have.
        alphabet: the characters it may be made of.
        empty: whether the empty text counts.

    Returns:
        The text; the same on every run. None if there is none.

    Raises:
        Undecided: the question needs more than `MOST_STEPS`.
    """
    nodes, kept_out = [regex.node for regex in regexes], [regex.node for regex in without]
    return best(nodes, kept_out, alphabet, longest, empty=empty)


def outside(
    regex: Regex, *others: Regex, longest: int = LONGEST_NAME, alphabet: Alphabet = CHANNEL_NAMES
) -> str | None:
    """The shortest, most readable name that is in a language and in none of the others; None if they hold all of it.

    Raises:
        Undecided: the question needs more than `MOST_STEPS`.
    """
    return meet(regex, without=others, longest=longest, alphabet=alphabet)

"""A grant that exists, held against what a policy gives the same login: what it gives beyond that, and what it lacks.

Beyond takes the widest reading of PubNub, lacking the narrowest: what is found to be too much may be, and what is found
to be missing may not work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pnpolicy import language
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.observed import ObservedGrant
from pnpolicy.lint.matching import in_full, searched
from pnpolicy.wire.actions import ACTIONS, BITS, Kind

Languages = tuple[language.Regex, ...]


class Difference(NamedTuple):
    """Names on which one side gives an action and the other does not.

    Attributes:
        text: the entry: an exact name, or a pattern.
        name: the shortest such name.
    """

    kind: Kind
    action: str
    text: str
    is_pattern: bool
    name: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """One grant and what the policy gives.

    Attributes:
        observed: the grant that exists.
        allowed: what the policy gives the same login.
    """

    observed: ObservedGrant
    allowed: Grant

    def excess(self) -> Iterator[Difference]:
        """What the grant gives and the policy does not, entry by entry.

        Raises:
            language.LanguageError: a pattern cannot be read, or a question about it is too hard.
        """
        for kind, text, mask, is_pattern in self.observed.entries():
            for action in ACTIONS[kind]:
                if not mask & BITS[action]:
                    continue
                if not is_pattern and self._exact[kind].get(text, 0) & BITS[action]:
                    continue
                names = searched(text) if is_pattern else language.literal(text)
                name = language.outside(names, *self._given(kind, BITS[action]))
                if name is not None:
                    yield Difference(kind, action, text, is_pattern, name)

    def missing(self) -> Iterator[Difference]:
        """What the policy gives and the grant does not, entry by entry.

        Raises:
            language.LanguageError: as `excess` does.
        """
        for is_pattern, sections in ((False, self.allowed.resources), (True, self.allowed.patterns)):
            for kind in Kind:
                for text, mask in sections.get(kind, {}).items():
                    for action in ACTIONS[kind]:
                        if mask & BITS[action] and (
                            name := self._lacks(kind, BITS[action], text, is_pattern=is_pattern)
                        ):
                            yield Difference(kind, action, text, is_pattern, name)

    @cached_property
    def _exact(self) -> Mapping[Kind, Mapping[str, int]]:
        return {kind: self.allowed.resources.get(kind, {}) for kind in Kind}

    def _given(self, kind: Kind, bit: int) -> Languages:
        """What the policy gives. Its patterns are `^…$`, so searching finds no more."""
        exact = [name for name, mask in self._exact[kind].items() if mask & bit]
        patterns = [text for text, mask in self.allowed.patterns.get(kind, {}).items() if mask & bit]
        return (language.union(*map(language.literal, exact)), *map(in_full, patterns))

    def _lacks(self, kind: Kind, bit: int, text: str, *, is_pattern: bool) -> str | None:
        """A name of an entry of the policy's that not every reading of the grant gives the flag on."""
        own = self.observed.names(kind)
        if not is_pattern and text in own:  # an exact name may replace every pattern
            return None if own[text] & bit else text
        patterns = self.observed.patterns.get(kind, {})
        given = language.union(*(in_full(pattern) for pattern, mask in patterns.items() if mask & bit))
        rivals = [searched(pattern) for pattern, mask in patterns.items() if not mask & bit]
        rivals += [language.literal(name) for name, mask in own.items() if not mask & bit]
        exact = language.union(*(language.literal(name) for name, mask in own.items() if mask & bit))
        names = in_full(text) if is_pattern else language.literal(text)
        if not rivals:
            return language.outside(names, given, exact)
        return language.outside(names, given - language.union(*rivals), exact)

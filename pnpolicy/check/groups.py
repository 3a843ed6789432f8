"""Channels that a login reads by way of a group: what the server puts into it, and what the client puts in itself."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from pnpolicy import language
from pnpolicy.check.spelling import readings
from pnpolicy.grant.grant import Grant
from pnpolicy.policy.model import Family, ResolvedPolicy
from pnpolicy.policy.template import Hole, Template
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, Kind

_COMPANION: Final = language.literal(PRESENCE_SUFFIX)
_NOTHING: Final = language.literal("")


class Groups:
    """The groups of one grant."""

    def __init__(self, policy: ResolvedPolicy, grant: Grant) -> None:
        self._policy = policy
        self._names = grant.resources[Kind.GROUPS]
        self._patterns = grant.patterns[Kind.GROUPS]

    def way(self, name: str) -> tuple[str, str] | None:
        """How a client may read a channel by way of a group: what would have to be, and the group's name that it reads.

        Raises:
            language.LanguageError: it is too hard to tell.
        """
        if not self._names and not self._patterns:
            return None
        is_companion = name.endswith(PRESENCE_SUFFIX)
        if (found := self._filled) is not None:
            return f"the client puts the channel into the group `{found}`, which it both fills and reads", found
        if is_companion and (found := self._watched) is not None:
            told = found.removesuffix(PRESENCE_SUFFIX)
            return f"the client puts the channel into the group `{told}`, whose presence it reads", found
        base = name.removesuffix(PRESENCE_SUFFIX)
        for channel in dict.fromkeys((name, base)):
            if (found := self._holding(channel, _NOTHING)) is not None:
                return f"the server puts the channel into the group `{found}`, which the client reads", found
        if is_companion and (found := self._holding(base, _COMPANION)) is not None:
            told = found.removesuffix(PRESENCE_SUFFIX)
            return f"the server puts the channel into the group `{told}`, whose presence the client reads", found
        return None

    def _holding(self, channel: str, ending: language.Regex) -> str | None:
        """A name that is read, of a group (with an ending) into which the server puts a channel."""
        for group in self._policy.families.values():
            for held in group.holds:
                for values in readings(self._policy, self._policy.families[Kind.CHANNELS, held], channel):
                    names = self._spelled(group, values)
                    found = language.meet(language.concat(names, ending), self._read)
                    if found is not None:
                        self._confirm(group, values, found.removesuffix(ending.text or ""))
                        return found
        return None

    def _spelled(self, group: Family, values: Mapping[str, str]) -> language.Regex:
        """A group's names; a hole that a channel in it has as well has the channel's value."""
        if not isinstance(group.names, Template):
            return group.names.regex
        parts = []
        for part in group.names.parts:
            if isinstance(part, Hole) and part.name not in values:
                parts.append(self._policy.variables[part.name].domain.regex)
            else:
                parts.append(language.literal(values[part.name] if isinstance(part, Hole) else part))
        return language.concat(*parts)

    def _confirm(self, group: Family, values: Mapping[str, str], name: str) -> None:
        """A hole that stands twice may have been given two values; then nothing is known."""
        for own in readings(self._policy, group, name):
            if all(values.get(hole, value) == value for hole, value in own.items()):
                return
        raise language.LanguageError(f"whether `{name}` is a name of group `{group.name}`, which has one hole twice")

    @cached_property
    def _read(self) -> language.Regex:
        return self._giving(BITS["read"])

    @cached_property
    def _filled(self) -> str | None:
        """A group that the client both fills and reads."""
        return language.meet(self._giving(BITS["manage"]), self._read)

    @cached_property
    def _watched(self) -> str | None:
        """A group that the client fills and whose presence it reads."""
        return language.meet(language.concat(self._giving(BITS["manage"]), _COMPANION), self._read)

    def _giving(self, bit: int) -> language.Regex:
        """The group names on which the grant gives a flag. Its patterns are `^…$`: searched, they match no more."""
        exact = [language.literal(name) for name, mask in self._names.items() if mask & bit]
        patterns = [language.concat(language.parse(text)) for text, mask in self._patterns.items() if mask & bit]
        return language.union(*exact, *patterns)

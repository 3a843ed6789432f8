"""What several rules share: refuted claims as findings, and names that the profile takes for somebody's own."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pnpolicy import language
from pnpolicy.lint.edits import without_actions
from pnpolicy.lint.matching import in_full
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import Fix, Found
from pnpolicy.lint.subjects import Access, GrantLine, RoleLine
from pnpolicy.wire.actions import BITS


def refuted(access: Access, claim: str, *, gaining: tuple[str, ...], safe: bool = True) -> Iterator[Found]:
    """One finding for each line of a role by which it gains some actions against a claim.

    Args:
        access: the role.
        claim: `server-authority`, `privacy`, …
        gaining: the actions in question; a line that gains none of them is another rule's.
        safe: whether taking them away is a fix to be applied without being asked twice.
    """
    for witness, told in access.refuted(claim):
        gained = [action for action in witness.actions if action in gaining]
        lines = [line for line in access.lines if line.span == witness.span and not line.reach.suffix]
        if not gained or any(line.is_everything for line in lines):
            continue  # what covers everything says so in a rule of its own
        message, help_text = (
            text.replace(_listed(witness.actions), _listed(gained)) for text in (told.message, told.help)
        )
        fix = taken_away(lines[0], gained) if lines else None
        if fix is not None and not safe:
            fix = replace(fix, safe=False)
        yield Found(message, help_text, witness.name, told.span, told.label, told.related, told.notes, fix)


def _listed(actions: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{action}`" for action in actions)


def taken_away(line: RoleLine, actions: Collection[str]) -> Fix | None:
    """A fix that takes actions out of a line; None for one that another role wrote, a server perhaps, and needs."""
    return without_actions(line, actions) if line.entry.role == line.role.name else None


SHARED_USERS: Final = frozenset({"anonymous", "guest", "public", "visitor", "default", "shared", "demo", "everyone"})
"""User ids, in lower case, that nobody has to themselves."""
_EVERY_FLAG: Final = sum(BITS.values())


def is_its_makers(line: GrantLine) -> bool:
    """Whether a line is one channel with all eight flags, `create` too: whoever makes a channel owns it."""
    return not line.is_open and line.mask == _EVERY_FLAG


def gained_on_announced(line: GrantLine, thresholds: Thresholds, actions: tuple[str, ...]) -> Iterator[Found]:
    """A finding where a line of a grant gives actions on a name on which, by the profile, the server announces."""
    name = announced(line, thresholds)
    if name is not None:
        gained = _listed([action for action in actions if line.mask & BITS[action]])
        giver = line.told if line.is_open else line.who
        message = f"{giver} gives {gained} on `{name}`, where by the profile the server alone announces"
        yield Found(message, f"take {gained} away", name)


def announced(line: GrantLine, thresholds: Thresholds) -> str | None:
    """A name of a line of a grant on which, by the profile, the server announces. None for all names there are.

    A pattern is taken at its word here: what it reaches for want of an anchor is told by the rules about anchors.
    """
    if not line.is_open:
        is_one = _test(thresholds.server_channels).fullmatch(line.text)
        return line.text if is_one or line.text.rpartition(".")[2] in thresholds.server_segments else None
    return None if line.is_everything else _shared(line.text, thresholds.server_channels)


def of_another(line: GrantLine, thresholds: Thresholds) -> str | None:
    """A name of a line of a grant that, by the profile, is another user's own; a pattern is taken at its word.

    A name with the user's id in it is not another one's, and an exact name of a grant that is bound to nobody is nobody
    else's.
    """
    user, owned = line.grant.authorized_uuid, _owned(thresholds.private_channels)
    if not line.is_open:
        is_owned = user is not None and _test(owned).fullmatch(line.text)
        return line.text if user is not None and is_owned and not holds_id(line.text, user) else None
    anybodys = None if line.is_everything else _shared(line.text, owned)  # asked once for all users of a pattern
    if anybodys is None or user is None:
        return anybodys
    return language.meet(in_full(line.text), _union(owned), without=[names_with(user)])


def holds_id(name: str, user: str) -> bool:
    """Whether a user's id is a whole word of a name: `inbox.ann-7` holds `ann`, `inbox.anna` does not."""
    return user in name and re.search(rf"(?<![A-Za-z0-9]){re.escape(user)}(?![A-Za-z0-9])", name) is not None


def names_with(user: str) -> language.Regex:
    """The names that hold a user's id as a whole word."""
    return language.concat(_ENDED, language.literal(user), _BEGUN)


_ENDED: Final = language.parse("(?s:(?:.*[^A-Za-z0-9])?)")
_BEGUN: Final = language.parse("(?s:(?:[^A-Za-z0-9].*)?)")


@lru_cache(16)
def _owned(private: tuple[str, ...]) -> tuple[str, ...]:
    """The names that are one user's own, whoever that is."""
    return tuple(re.escape(name).replace("<user>", "[^.]+") for name in private)


@lru_cache(4096)
def _shared(pattern: str, others: tuple[str, ...]) -> str | None:
    """The shortest name that a pattern, matched in full, shares with others."""
    return language.meet(in_full(pattern), _union(others))


@lru_cache(16)
def _union(patterns: tuple[str, ...]) -> language.Regex:
    return language.union(*(language.concat(language.parse(pattern)) for pattern in patterns))


@lru_cache(16)
def _test(patterns: tuple[str, ...]) -> language.Matcher:
    return language.matcher(_union(patterns))

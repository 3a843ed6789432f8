"""Tests that tell a policy from a mutant of it: which names they differ on, for which login, and how to say so.

A draft is only a guess until it was tried: it has to pass on the policy and to fail on the mutant.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from pnpolicy import language
from pnpolicy.access.holds import choices
from pnpolicy.access.reach import Reach
from pnpolicy.check.equivalence import bits_of, proved
from pnpolicy.check.logins import beyond, made_up, takes
from pnpolicy.check.sides import Side, affected
from pnpolicy.check.suggesting import operation
from pnpolicy.check.suite import Login
from pnpolicy.check.writing import Draft
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.roles import STAMP
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, Kind, actions_of

MAX_NAMES: Final = 6
"""Names on which one login's rights differ that are made tests of. The first one does nearly always."""
_WIDEST: Final = 60
"""Characters of a value, or a name, in a test's name."""


def drafts(before: Side, after: Side, logins: Iterable[Login]) -> Iterator[Draft]:
    """Tests that might pass on a policy and fail on what it was changed into, the plainest first.

    Args:
        before: the policy.
        after: the same, changed.
        logins: of a file of tests, to be asked about before others are made up.

    Raises:
        language.LanguageError: it is too hard to find any; what was found before has been given.
    """
    known = list(logins)
    for name in sorted(affected(before, after)):
        role = _Role(before, after, name, [login for login in known if login.role == name])
        yield from role.drafts()
    yield from _claims(before, after)


class _Role:
    """One role as it was, and as it is now."""

    def __init__(self, before: Side, after: Side, name: str, known: Sequence[Login]) -> None:
        self.name = name
        self.before = before.plans[name]
        self.after = after.plans[name]
        self.is_client = before.policy.roles[name].trust == "client"
        self.known = known

    def logins(self) -> Iterator[Draft]:
        """Those to be asked about, as tests that expect nothing yet. No grant may be made for them now."""
        for login in self.known:
            yield Draft("", self.name, takes(self.before.access, login.values), login.name)
        for length in ("shortest", "longest"):
            yield Draft("", self.name, made_up(self.before.access, length))

    def drafts(self) -> Iterator[Draft]:
        """All that tells the two apart."""
        asked = []
        for login in self.logins():
            if not self.is_client or _grant(self.before, login) is not None:
                asked.append(login)
                yield from self.by_name(login)
        for login in asked if self.is_client else ():
            yield from self.by_grant(login, names=False)
            yield from self.by_value(login)
            yield from self.by_grant(login, names=True)

    # ---- names -------------------------------------------------------------------------------------------------------

    def by_name(self, login: Draft) -> Iterator[Draft]:
        """Names on which a flag was gained or lost, the shortest first."""
        old, new = login.values, takes(self.after.access, login.values)
        then, now = self.before.access.reaches, self.after.access.reaches
        try:
            self.after.access.binder.check(new)
        except BindingError:  # nobody who had a grant has one now
            now = ()
        gained = self._apart((now, new), (then, old), allowed=False, login=login)
        lost = self._apart((then, old), (now, new), allowed=True, login=login)
        ranked = sorted((*gained, *lost), key=lambda item: item[0])
        yield from islice((draft for _, draft in ranked), MAX_NAMES)

    def _apart(
        self,
        more: tuple[Sequence[Reach], Mapping[str, Any]],
        less: tuple[Sequence[Reach], Mapping[str, Any]],
        *,
        allowed: bool,
        login: Draft,
    ) -> Iterator[tuple[tuple[int, str, int], Draft]]:
        """What one side gives on a name and the other does not."""
        for reach in more[0]:
            if reach in less[0] and more[1] == less[1]:
                continue
            for bit in bits_of(reach.mask, self.before.access.role):
                without = [at(line, less[1]) for line in less[0] if line.kind is reach.kind and line.mask & bit]
                companions = self._companions(bit, without)
                for kept_out in ([], companions) if companions else ([],):
                    name = language.meet(at(reach, more[1]), without=[*without, *kept_out])
                    if name is not None:
                        yield (len(name), name, bit), self._asked(login, reach, bit, name, allowed=allowed)

    def _companions(self, bit: int, names: Sequence[language.Regex]) -> list[language.Regex]:
        """Whose presence a client may read anyway, as PubNub may take it."""
        suffix = language.literal(PRESENCE_SUFFIX)
        is_read = self.is_client and bit == BITS["read"]
        return [language.concat(some, suffix) for some in names] if is_read else []

    def _asked(self, login: Draft, reach: Reach, bit: int, name: str, *, allowed: bool) -> Draft:
        (action,) = actions_of(bit)
        if reach.suffix and name.endswith(PRESENCE_SUFFIX):
            action, name = "presence", name.removesuffix(PRESENCE_SUFFIX)
        asked = f"{operation(reach.kind, action)} {name}"
        title = _title(f"{login.login or self.name} is {'allowed' if allowed else 'denied'} {asked}")
        return replace(login, name=title, says={"allow" if allowed else "deny": [asked]})

    # ---- values ------------------------------------------------------------------------------------------------------

    def by_value(self, login: Draft) -> Iterator[Draft]:
        """Values that are taken now and were refused."""
        then, now = self.before.access.binder, self.after.access.binder
        for name, domains in then.domains.items():
            value = beyond(domains, now.domains[name]) if name in now.domains else "*"
            if value is not None:
                given = [value] if name in then.listed else value
                title = _title(f"{login.login or self.name} gets no token with {name}={value}")
                yield replace(login, name=title, says={"refuse": [{name: given}]})

    # ---- the grant ---------------------------------------------------------------------------------------------------

    def by_grant(self, login: Draft, *, names: bool) -> Iterator[Draft]:
        """Parts of the grant that differ: its names and patterns, or what else it says."""
        old, new = _grant(self.before, login), _grant(self.after, login)
        for part in () if old is None else parts_of(old, None if new is None else parts_of(new)):
            ((key, value),) = part.items()
            has_names = key in ("resources", "patterns")
            if has_names == names:
                what = f"{key} of {', '.join(value)}" if has_names else key
                title = _title(f"{what} in the token of {login.login or self.name}")
                yield replace(login, name=title, says={"grant": part})


def _grant(plan: Plan, login: Draft) -> Grant | None:
    """The grant of a login; None where none is made."""
    try:
        return plan.grant(takes(plan.access, login.values))
    except (BindingError, GrantError):
        return None


def at(reach: Reach, values: Mapping[str, Any]) -> language.Regex:
    """The names of a line for one login."""
    if reach.raw is not None:
        return reach.regex
    return language.union(
        *(
            language.concat(
                *(
                    language.literal(part)
                    if isinstance(part, str)
                    else part.variable.domain.regex
                    if part.how == "open"
                    else language.literal(chosen[part.variable.name])
                    for part in reach.parts
                )
            )
            for chosen in choices(reach, values)
        )
    )


def parts_of(grant: Grant, other: Sequence[Mapping[str, Any]] | None = None) -> list[dict[str, Any]]:
    """What a test can say of a grant, part by part; only what differs from another one, if there is one."""
    parts: list[dict[str, Any]] = [
        {"ttl": grant.ttl},
        {"authorized_uuid": grant.authorized_uuid},
        {"on_logout": grant.on_logout},
        {"meta": {key: value for key, value in grant.meta.items() if key != STAMP}},
    ]
    for section in ("resources", "patterns"):
        for kind in Kind:
            names = getattr(grant, section)[kind]
            parts.append({section: {kind.value: {name: actions_of(mask) for name, mask in sorted(names.items())}}})
    return parts if other is None else [part for part in parts if part not in other]


def _claims(before: Side, after: Side) -> Iterator[Draft]:
    """Claims that were proved, and are not, or are not even claimed any more."""
    now = proved(after)
    for claim, role in proved(before):
        if (claim, role) not in now:
            of = f" for {role}" if role else ""
            yield Draft(_title(f"{claim} is proved{of}"), role or "", says={"claims": [claim]})


def _title(text: str) -> str:
    words = (word if len(word) <= _WIDEST else f"{word[: _WIDEST // 2]}…" for word in text.split(" "))
    return " ".join(words)[:200]

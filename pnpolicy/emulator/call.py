"""One request on its way: what its handler sees, and how it asks for permission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pnpolicy.emulator import answers
from pnpolicy.emulator.caller import Caller, Doorkeeper
from pnpolicy.emulator.decision import Decision, nearest_miss
from pnpolicy.emulator.message import Refused, Request, json_object
from pnpolicy.emulator.wildcard import is_too_deep
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, Kind
from pnpolicy.wire.limits import FORBIDDEN, NAME_MAX, WILDCARD_LEVELS
from pnpolicy.wire.operations import OPERATIONS, Need

if TYPE_CHECKING:
    from pnpolicy.emulator.core import Core
    from pnpolicy.emulator.keyset import Keyset

NAMES_MOST: Final = 1_000
"""Channels, or groups, of one request. Ours: PubNub knows no such limit besides the length of an address."""
_LISTS = {"list-all-users": "uuid", "list-all-channels": "chan"}
"""Operation → the category of a token that allows it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One permission that is asked for.

    Attributes:
        operation: a name of `wire.operations`.
        name: the channel, group or user; of a presence operation the one whose companion is meant, without suffix.
        user: whose record `self` means.
    """

    operation: str
    name: str | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        core: the emulator.
        keyset: whose keys are in the path.
        door: who tells callers of that keyset.
        request: as sent.
        path: name in the route → decoded part of the path.
        caller: who asks.
    """

    core: "Core"
    keyset: "Keyset"
    door: Doorkeeper
    request: Request
    path: Mapping[str, str]
    caller: Caller

    def parameter(self, name: str, default: str = "") -> str:
        """A parameter of the query."""
        return self.request.parameter.get(name, default)

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number of the query, from 0 on; more than `most` counts as `most`.

        Raises:
            Refused: it is no such number.
        """
        text = self.parameter(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 20):  # noqa: PLR2004  digits of any timetoken
            raise Refused(answers.bad_request(f"`{name}` is not a whole number"))
        return min(int(text), most)

    def channel(self) -> str:
        """The channel of the path. Raises Refused if it is none."""
        return self._named(self.path["channel"], "channel")

    def channels(self) -> list[str]:
        """The channels of the path, which may be none (`,`), each once. Raises Refused if one is none."""
        return self.names(self.path["channels"], "channel")

    def groups(self) -> list[str]:
        """The groups of `channel-group=`, each once. Raises Refused if one is none."""
        return self.names(self.parameter("channel-group"), "channel group")

    def group(self) -> str:
        """The channel group of the path. Raises Refused if it is none, or a presence companion."""
        group = self.path["group"]
        if group.endswith(PRESENCE_SUFFIX):
            raise Refused(answers.bad_request("Invalid channel group name"))
        return self._named(group, "channel group")

    def user(self) -> str:
        """The user of the path. Raises Refused if it is none."""
        user = self.path["user"]
        if not 0 < len(user) <= NAME_MAX:
            raise Refused(answers.bad_request("Invalid user id"))
        return user

    def names(self, listed: str, what: str) -> list[str]:
        """The names of a list with commas, each once. Raises Refused if one is none."""
        named = dict.fromkeys(listed.split(","))
        if len(named) > NAMES_MOST:
            raise Refused(answers.bad_request(f"More than {NAMES_MOST} names in one request"))
        return [self._named(name, what) for name in named if name]

    def _named(self, name: str, what: str) -> str:
        base = name.removesuffix(PRESENCE_SUFFIX)
        if what == "channel group":
            parts = base.split(":", 1)  # a group may have a namespace
        else:
            parts = [base.removesuffix(".*")]
            if parts != [base] and is_too_deep(base):
                raise Refused(answers.bad_request(f"A wildcard has at most {WILDCARD_LEVELS} levels"))
        if len(base) > NAME_MAX or any(not part or FORBIDDEN.search(part) for part in parts):
            raise Refused(answers.bad_request(f"Invalid {what} name"))
        return name

    def json(self) -> dict[str, Any]:
        """The JSON object of the body. Raises Refused if it is none."""
        try:
            return json_object(self.request.body)
        except ValueError:
            raise Refused(answers.bad_request("The body is not a JSON object")) from None

    def demand(self, *asks: Ask) -> None:
        """Goes on only if everything asked for is allowed; each is logged.

        Raises:
            Refused: 403 with the names that are not.
        """
        decisions = [decision for ask in asks for decision in self._decided(ask)]
        for decision in decisions:
            self.core.log.add(decision)
        denied = [decision for decision in decisions if not decision.allowed]
        if denied:
            raise Refused(answers.forbidden(*(_names(denied, kind) for kind in Kind)))

    def _decided(self, ask: Ask) -> list[Decision]:
        operation = OPERATIONS[ask.operation]
        if self.caller.root:
            kind = operation.kind
            return [self._decision(ask, kind, ask.name, None, by=("the secret key",))]
        if operation.needs is None:
            return [self._of_unlisted(ask)]
        if not operation.needs:
            return [self._decision(ask, None, ask.name, None, by=("nothing is needed",))]
        return [self._of_need(ask, need) for need in operation.needs]

    def _of_need(self, ask: Ask, need: Need) -> Decision:
        name = {"name": ask.name, "presence": f"{ask.name}{PRESENCE_SUFFIX}", "self": ask.user}[need.of] or ""
        permit = self.caller.permit
        if permit is None:
            return self._decision(ask, need.kind, name, need.action, why="there is no token")
        given = permit.given(need.kind, name)
        if given.mask & BITS[need.action]:
            return self._decision(ask, need.kind, name, need.action, by=given.by)
        why = nearest_miss(permit, need.kind, name, need.action)
        return self._decision(ask, need.kind, name, need.action, why=why)

    def _of_unlisted(self, ask: Ask) -> Decision:
        permit, readings = self.caller.permit, self.core.readings
        if permit is None:
            return self._decision(ask, None, ask.name, None, why="there is no token")
        section = _LISTS.get(ask.operation)
        if section is None:
            if readings.unlisted == "allow":
                return self._decision(ask, None, ask.name, None, by=("--unlisted allow",))
            return self._decision(ask, None, ask.name, None, why="no source says what it takes (--unlisted deny)")
        if readings.list_all == "open":
            return self._decision(ask, None, ask.name, None, by=("--list-all open",))
        if (permit.token.categories or {}).get(section, 0) & BITS["get"]:
            return self._decision(ask, None, ask.name, None, by=(f"categories.{section}",))
        return self._decision(ask, None, ask.name, None, why=f"the token has no category `{section}`")

    def _decision(
        self,
        ask: Ask,
        kind: Kind | None,
        name: str | None,
        action: str | None,
        by: tuple[str, ...] = (),
        why: str | None = None,
    ) -> Decision:
        permit = self.caller.permit
        return Decision(
            time=self.core.clock.now(),
            user=self.caller.user,
            token=permit.label if permit else None,
            stamp=permit.stamp if permit else None,
            operation=ask.operation,
            kind=kind.value if kind else None,
            name=name,
            action=action,
            allowed=why is None,
            by=by,
            why=why,
        )


def _names(denied: Sequence[Decision], kind: Kind) -> list[str]:
    return list(dict.fromkeys(decision.name for decision in denied if decision.kind == kind and decision.name))

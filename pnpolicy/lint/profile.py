"""Thresholds: what a house thinks is long, wide or private.

A profile is a set of them, and the configuration may change each by itself, for all roles or for one.
"""

from dataclasses import dataclass, field
from typing import Final

from pnpolicy.wire.limits import TOKEN_BUDGET, TTL_MAX


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What rules compare with.

    Attributes:
        ttl_max: minutes that a client's token may live.
        privileged_ttl_max: minutes for a role that manages or deletes, or is called admin or moderator.
        token_budget: characters of a token, as it rides in the URL.
        shards_max: values of an open integer hole that a client may be given.
        server_channels: RE2, read in full: names on which the server alone announces, wherever no policy says.
        server_segments: last segments of exact names that say the same: `poll.7.results`.
        private_channels: names of one user, `<user>` standing for the user id, wherever no policy says.
        tenant_variables: variables that say whose data it is.
    """

    ttl_max: int = 60
    privileged_ttl_max: int = 15
    token_budget: int = TOKEN_BUDGET
    shards_max: int = 1000
    server_channels: tuple[str, ...] = (
        r"vote-result\..*",
        r"game\.state\..*",
        r"payment\.confirmed\..*",
        r"system\.announcement",
        r"moderation\.action\..*",
    )
    server_segments: tuple[str, ...] = ("result", "results")
    private_channels: tuple[str, ...] = ("inbox.<user>", "payment.confirmed.<user>")
    tenant_variables: tuple[str, ...] = (
        "tenantId",
        "tenant",
        "orgId",
        "organizationId",
        "workspaceId",
        "customerOrgId",
    )


PROFILES: Final = {
    "guide": Thresholds(),
    "relaxed": Thresholds(
        ttl_max=1440,
        privileged_ttl_max=60,
        shards_max=10_000,
        server_channels=(),
        server_segments=(),
        private_channels=("inbox.<user>",),
    ),
}
"""`guide`: PubNub's integration guide, 10 to 60 minutes and its names. `relaxed`: PubNub's own skill texts, which go up
to a day, and no names taken for the server's."""

assert all(profile.ttl_max <= TTL_MAX for profile in PROFILES.values())  # noqa: S101  a profile that PubNub would refuse


@dataclass(frozen=True, slots=True)
class Settings:
    """What the linter was told to do.

    Attributes:
        thresholds: for everything that is not said for one role.
        select: rule ids, names, categories or beginnings of ids that run; all for none.
        ignore: those that do not, whatever `select` says.
        severity: rule id → severity instead of the rule's own.
        roles: role → its own thresholds and ignored rules.
    """

    thresholds: Thresholds = PROFILES["guide"]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = field(default_factory=dict)
    roles: dict[str, "RoleSettings"] = field(default_factory=dict)

    def for_role(self, role: str) -> Thresholds:
        """The thresholds of one role."""
        own = self.roles.get(role) if self.roles else None
        return self.thresholds if own is None else own.thresholds


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """What is different for one role."""

    thresholds: Thresholds
    ignore: tuple[str, ...] = ()

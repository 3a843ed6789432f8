"""What `pnpolicy emulator` says when it is ready: how to point an SDK at it."""

from dataclasses import dataclass
from ipaddress import ip_address

from pnpolicy.access.binding import Binder
from pnpolicy.emulator.address import authority
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.readings import Readings
from pnpolicy.facade import Policy

_PYTHON = """
Python:
  config = PNConfiguration()
  config.origin, config.ssl, config.user_id = "{origin}", False, "alice"
  config.subscribe_key, config.publish_key = "{subscribe}", "{publish}"
  pubnub = PubNub(config); pubnub.set_token(token)
"""
_JAVASCRIPT = """
JavaScript:
  const pubnub = new PubNub({{
    origin: "{origin}", ssl: false, userId: "alice",
    subscribeKey: "{subscribe}", publishKey: "{publish}" }});
  pubnub.setToken(token);
"""
_ANY_GRANT = '  token = pubnub.grant_token().channels([Channel.id("a").read()]).ttl(15).sync().result.token\n'


@dataclass(frozen=True)
class Keys:
    """The keys that are accepted.

    Attributes:
        keyset: all three.
        source: where they are from, as people name it; None if they were made for this run, and may be shown.
    """

    keyset: Keyset
    source: str | None


def pointing(origin: str, keys: Keys | None, readings: Readings, policy: Policy | None, path: str | None) -> str:
    """How to point an SDK at an emulator.

    Args:
        origin: `host:port`.
        keys: what it accepts; None if it refuses everything.
        readings: how it reads what PubNub leaves open.
        policy: the policy whose roles it is for, if there is one.
        path: where that is.
    """
    lines = [f"origin         {origin}"]
    if keys is not None:
        secret = keys.keyset.secret_key if keys.source is None else f"not shown: it is from {keys.source}"
        lines += [
            f"subscribe key  {keys.keyset.subscribe_key}",
            f"publish key    {keys.keyset.publish_key}",
            f"secret key     {secret}",
        ]
    lines += [f"readings       {readings}", f"status page    http://{origin}/_pnpolicy/"]
    text = "".join(f"{line}\n" for line in lines)
    if keys is not None:
        names = {
            "origin": origin,
            "subscribe": keys.keyset.subscribe_key,
            "publish": keys.keyset.publish_key,
        }
        text += _PYTHON.format_map(names) + _JAVASCRIPT.format_map(names)
        text += "\nThe token service alone has the secret key as well, and grants with its SDK:\n"
        text += _granting(policy, path) if policy is not None and path is not None else _ANY_GRANT
    return f"{text}\nCtrl-C stops it.\n"


def origin_of(host: str, address: str, port: int) -> str:
    """`host:port` under which this machine reaches what listens on an address, for which `host` was asked."""
    if ip_address(address).is_unspecified:
        host = "::1" if ":" in address else "127.0.0.1"
    return authority(host, port)


def warnings(address: str, keys: Keys | None, policy: Policy | None) -> list[str]:
    """What people should know before they rely on it."""
    found = []
    if not ip_address(address).is_loopback:
        found.append(
            f"{address} is not loopback: whoever reaches this machine reaches the emulator, its pages and its clock"
        )
    if keys is None:
        found.append("there is no policy and there are no keys, so everything is refused (403)")
    if policy is not None and policy.resolved.functions:
        names = ", ".join(policy.resolved.functions)
        found.append(f"Functions are not run here, so messages pass as they are: {names}")
    return found


def _granting(policy: Policy, path: str) -> str:
    """The line of a token service that grants a role of a policy."""
    roles = [role for role in policy.roles.values() if role.trust == "client"]
    if not roles:
        return _ANY_GRANT
    role, *others = roles
    values = [f"{name}=[…]" if name in role.each else f"{name}=…" for name in sorted(Binder(role).names)]
    call = ", ".join([f'"{role.name}"', *values])
    more = f"  # or {', '.join(other.name for other in others)}" if others else ""
    return f'  token = Policy.load("{path}").grant({call}).issue(pubnub){more}\n'

"""`pnpolicy emulator`: a local Access Manager, until it is stopped."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import fields, replace
from errno import EADDRINUSE
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn, get_args, get_type_hints

import click

from pnpolicy.cli import EXIT_USAGE, collect_from_here
from pnpolicy.cli._pointing import Keys, origin_of, pointing, warnings
from pnpolicy.cli.common import Command, colour_option, load_policy, paint_for
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.readings import DELAY_MAX, STRICT, WIDE, Readings, told
from pnpolicy.errors import StoreError

if TYPE_CHECKING:
    from pnpolicy.emulator.decision import Decision
    from pnpolicy.emulator.log import Log
    from pnpolicy.emulator.store import Store

_PORT: Final = 8090
_KEYS: Final = {
    "subscribe_key": re.compile(r"[A-Za-z0-9_.-]{1,200}"),  # these two stand in paths
    "publish_key": re.compile(r"[A-Za-z0-9_.-]{1,200}"),
    "secret_key": re.compile(r"[!-~]{1,200}"),
}
_KEYS_BYTES: Final = 64 * 1024

_SWITCHES: Final = {
    "anchoring": "A pattern matches the whole name, or is searched in it; or what it gives either way.",
    "precedence": "An exact entry replaces the patterns that match, or everything adds up.",
    "presence": "x-pnpres needs read of its own, or read on x covers it.",
    "group_colon": "What a pattern of groups sees: `name`, `:name`, both have to match, or either.",
    "wildcard": "foo.* takes an exact entry, or whatever matches that text.",
    "list_all": "Listing all users or channels takes a category in the token, or any token.",
    "unlisted": "Operations of which no source says what they take.",
    "own_record": "A bound user's own record takes an entry, or none.",
    "revocation": "Whether tokens can be revoked.",
    "revocation_delay": "Until a revoked token is refused, 0 to 60.",
}


def _reading_options(command: Command) -> Command:
    """An option for each field of `Readings`."""
    hints = get_type_hints(Readings)
    for field in reversed(fields(Readings)):
        name, words = field.name.replace("_", "-"), get_args(hints[field.name])
        kind: Any = click.Choice(words) if words else click.FloatRange(0, DELAY_MAX)
        flags, metavar = f"--{name}", None if words else "SECONDS"
        if hints[field.name] is bool:
            flags, kind, metavar = f"--{name}/--no-{name}", None, None
        strict, wide = (told(getattr(reading, field.name)) for reading in (STRICT, WIDE))
        help_text = f"{_SWITCHES[field.name]} Default: {strict}{f'; wide: {wide}' if wide != strict else ''}."
        command = click.option(flags, field.name, type=kind, metavar=metavar, default=None, help=help_text)(command)
    return command


@click.command("emulator")
@click.option("--policy", "path", type=click.Path(), metavar="PATH", help="The policy whose roles it is for.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where it listens.")
@click.option(
    "--port", metavar="PORT", type=click.IntRange(0, 65535), default=_PORT, show_default=True,
    help="Likewise; 0 takes one that is free.",
)  # fmt: skip
@click.option(
    "--keys", "keys_path", type=click.Path(dir_okay=False), metavar="FILE",
    help='JSON with "subscribe_key", "publish_key" and "secret_key", instead of new keys.',
)  # fmt: skip
@click.option(
    "--persist", "store_path", type=click.Path(dir_okay=False), metavar="FILE",
    help="Keeps everything in this file, keys included, and goes on with what is in it; made if it is not there.",
)  # fmt: skip
@click.option("--log", "log_path", type=click.Path(dir_okay=False, allow_dash=True), metavar="FILE",
    help="A line of JSON for each decision; - is standard output.",
)  # fmt: skip
@click.option(
    "--reading", type=click.Choice(["strict", "wide"]), default="strict", show_default=True,
    help="How it reads what PubNub leaves open: as denies most, or as allows most.",
)  # fmt: skip
@_reading_options
@colour_option
def command(
    path: str | None, host: str, port: int, keys_path: str | None, store_path: str | None, log_path: str | None,
    reading: str, colour: str, **switches: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Serve a local Access Manager that the PubNub SDKs work against, until Ctrl-C.

    It grants, revokes, enforces and carries messages, all in memory unless there is a file to keep it in. First it
    prints how to point an SDK at it: the origin, and the keys it accepts, which are made for this run unless they come
    from --keys, from PNPOLICY_SUBSCRIBE_KEY, PNPOLICY_PUBLISH_KEY and PNPOLICY_SECRET_KEY, or from the file of
    --persist. Without a policy and without keys everything is refused.

    \b
    pnpolicy emulator --policy policies/live-voting
    pnpolicy emulator --policy policies/live-voting --port 0 --reading wide --presence separate --log -
    """
    try:
        from pnpolicy.emulator.core import Core  # noqa: PLC0415  only for those who have the extra
        from pnpolicy.emulator.server import listening, server  # noqa: PLC0415  likewise
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pnpolicy"):
            raise
        _stop(f'the emulator needs `{error.name}`: pip install "pnpolicy[emulator]"', colour)

    if not host:  # it would be everywhere
        raise click.UsageError("--host is empty")
    policy = load_policy(path, colour) if path is not None else None
    readings = _readings(reading, {name: value for name, value in switches.items() if value is not None})
    keys = _keys(keys_path)
    collect_from_here()
    with ExitStack() as stack:
        try:
            log = stack.enter_context(click.open_file(log_path, "a", encoding="utf-8")) if log_path else None
        except OSError as error:
            _stop(f"cannot write {log_path}: {error.strerror or error}", colour)
        try:
            listener = stack.enter_context(listening(host, port))
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or error
            free = "; --port 0 takes one that is free" if getattr(error, "errno", None) == EADDRINUSE else ""
            _stop(f"cannot listen on {host}, port {port}: {why}{free}", colour)
        keys, store = _remembered(store_path, keys, stack, colour, make=policy is not None)
        address, at = listener.getsockname()[:2]
        origin = origin_of(host, address, at)
        keysets, state = [keys.keyset] if keys else [], store.state if store else None
        core = Core(keysets, readings=readings, state=state, origin=f"http://{origin}")
        core.clock.after(store.last if store else 0)
        if log is not None:
            core.log.tell = writing(log, core.log, colour)
        text = pointing(origin, keys, readings, policy, path)
        for warning in warnings(address, keys, policy):
            _warn(warning, colour)
        with suppress(KeyboardInterrupt):  # that is how it ends
            asyncio.run(server(core, lambda: click.echo(text, nl=False, err=log_path == "-")).serve([listener]))


def _readings(reading: str, switches: dict[str, Any]) -> Readings:
    try:
        return replace({"strict": STRICT, "wide": WIDE}[reading], **switches)
    except ValueError as error:  # what a float can be besides a number
        raise click.UsageError(str(error)) from None


def _keys(path: str | None) -> Keys | None:
    """The keys of a file, or of the environment; None if there are none."""
    if path is not None:
        try:
            with Path(path).open("rb") as file:
                given = json.loads(file.read(_KEYS_BYTES))
        except OSError as error:
            raise click.UsageError(f"cannot read {path}: {error.strerror or error}") from None
        except (ValueError, RecursionError):
            raise click.UsageError(f"{path} is no JSON") from None  # and may hold a secret, so it is not quoted
        source, names = path, {name: name for name in _KEYS}
    else:
        names = {name: f"PNPOLICY_{name.upper()}" for name in _KEYS}
        given = {name: os.environ[variable] for name, variable in names.items() if os.environ.get(variable)}
        if not given:
            return None
        source = "the environment"
    if not isinstance(given, dict) or set(given) != set(_KEYS):
        raise click.UsageError(f"the keys of {source} have to be {', '.join(names.values())}, all of them")
    for name, value in given.items():
        if not isinstance(value, str) or not _KEYS[name].fullmatch(value):
            raise click.UsageError(f"`{names[name]}` of {source} is no key")
    return Keys(Keyset(**given), source)


def _remembered(
    path: str | None, keys: Keys | None, stack: ExitStack, colour: str, *, make: bool
) -> "tuple[Keys | None, Store | None]":
    """The keys that are accepted, which `make` has made if there are none, and the file, if there is to be one."""
    from pnpolicy.emulator.store import opened  # noqa: PLC0415  likewise

    try:
        store = stack.enter_context(opened(path)) if path is not None else None
        if keys is None and store is not None and store.keyset is not None:
            keys = Keys(store.keyset, path)
        if keys is None and make:
            keys = Keys(Keyset.new(), None)
        if store is not None:
            store.adopt(keys.keyset if keys else None)
    except StoreError as error:
        _stop(str(error), colour)
    except OSError as error:
        _stop(f"cannot use {path}: {error.strerror or error}", colour)
    return keys, store


def writing(stream: IO[str], log: "Log", colour: str) -> "Callable[[Decision], None]":
    """Writes decisions down, as long as that is possible: that a disk is full is no client's fault."""
    from pnpolicy.emulator.log import line  # noqa: PLC0415  likewise

    def write(decision: "Decision") -> None:
        try:
            stream.write(f"{line(decision)}\n")
            stream.flush()
        except (OSError, ValueError) as error:
            log.tell = None
            why = getattr(error, "strerror", None) or type(error).__name__
            _warn(f"no more log: {why}", colour)

    return write


def _warn(what: str, colour: str) -> None:
    sys.stderr.write(f"{paint_for(sys.stderr, colour)('warning', 'yellow', 'bold')}: {what}\n")


def _stop(why: str, colour: str) -> NoReturn:
    sys.stderr.write(f"{paint_for(sys.stderr, colour)('error', 'red', 'bold')}: {why}\n")
    sys.exit(EXIT_USAGE)

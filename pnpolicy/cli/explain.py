"""`pnpolicy explain`: whether a role may do something, and which line says so."""

import json
import sys

import click

from pnpolicy.access.decision import Decision, Why
from pnpolicy.cli import EXIT_REFUSED
from pnpolicy.cli.common import (
    bindings_for,
    colour_option,
    format_options,
    load_policy,
    policy_argument,
    set_option,
    spoken,
    write,
)
from pnpolicy.diagnostic import shown
from pnpolicy.render.colour import Paint
from pnpolicy.wire.operations import OPERATIONS


@click.command("explain")
@policy_argument
@click.argument("role")
@click.argument("operation")
@click.argument("name")
@set_option
@format_options("text", "json")
@colour_option
def command(
    policy: str, role: str, operation: str, name: str, settings: tuple[str, ...],
    formats: tuple[str, ...], outputs: tuple[str, ...], colour: str,
) -> None:  # fmt: skip
    """Say whether ROLE may do OPERATION on NAME, by which line, or what came nearest.

    OPERATION is PubNub's word: publish, subscribe, subscribe-presence, history, send-file, set-channel-metadata, …
    NAME is a channel, a channel group or a user id, as the operation takes it. Exit code 0: allowed; 1: denied.

    \b
    pnpolicy explain policies/live-voting voter publish vote-result.1a2b3c4d \\
        --set userId=alice --set sessionId=1a2b3c4d --set roomId=r1
    """
    loaded = load_policy(policy, colour)
    with spoken(colour):
        decision = loaded.allows(role, operation, name, **bindings_for(loaded, role, settings))
    renderings = {"text": lambda paint: _text(decision, paint), "json": lambda _: _json(decision)}
    write(renderings, formats, outputs, colour)
    sys.exit(0 if decision else EXIT_REFUSED)


def _text(decision: Decision, paint: Paint) -> str:
    word = paint("allowed", "green", "bold") if decision else paint("denied", "red", "bold")
    lines = [f"{word}: {decision.role} {decision.operation} {shown(decision.name, 100)[1:-1]}"]
    if decision and not decision.by:
        lines.append("  PubNub asks no permission for this")
    for why in decision.by:
        lines += _told("by", why, paint)
    if decision.nearest is not None:
        lines += _told("nearest", decision.nearest, paint)
    return "".join(f"{line}\n" for line in lines)


def _told(role: str, why: Why, paint: Paint) -> list[str]:
    lines = [f"  {role}: {why.text}"]
    if why.span is not None:
        line = why.span.source.line(why.span.line)
        lines += [f"  {paint('-->', 'blue')} {why.span}", f"      {line.strip()}"]
    return lines


def _json(decision: Decision) -> str:
    def told(why: Why) -> dict[str, str | int | None]:
        span = why.span
        return {
            "text": why.text,
            "file": span.source.name if span else None,
            "line": span.line if span else None,
            "column": span.column if span else None,
        }

    needs = OPERATIONS[decision.operation].needs
    return (
        json.dumps(
            {
                "allowed": decision.allowed,
                "role": decision.role,
                "operation": decision.operation,
                "name": decision.name,
                "needs": None if needs is None else [{"kind": n.kind, "action": n.action, "of": n.of} for n in needs],
                "by": [told(why) for why in decision.by],
                "nearest": told(decision.nearest) if decision.nearest else None,
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )

"""`pnpolicy grant`: the grant a role gets for some values."""

import click

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
from pnpolicy.render import grants


@click.command("grant")
@policy_argument
@click.argument("role")
@set_option
@format_options("text", "json", "rest")
@click.option("--no-stamp", is_flag=True, help="Leave the policy's name and digest out of the token's meta.")
@colour_option
def command(
    policy: str, role: str, settings: tuple[str, ...], formats: tuple[str, ...], outputs: tuple[str, ...],
    no_stamp: bool, colour: str,  # noqa: FBT001  click passes it so
) -> None:  # fmt: skip
    """Show the grant that ROLE of POLICY gets for some values.

    POLICY is a file, or a folder with a policy.yaml. Formats: text, a table; json, the same for programs; rest, the
    exact body of the grant request.

    \b
    pnpolicy grant policies/live-voting voter --set userId=alice \\
        --set sessionId=1a2b3c4d --set roomId=r1,r2 --format json
    """
    loaded = load_policy(policy, colour, stamp=not no_stamp)
    with spoken(colour):
        grant = loaded.grant(role, **bindings_for(loaded, role, settings))
    renderings = {
        "text": lambda paint: grants.grant_text(grant, paint),
        "json": lambda _: grants.grant_json(grant),
        "rest": lambda _: grants.grant_rest(grant),
    }
    write(renderings, formats, outputs, colour)

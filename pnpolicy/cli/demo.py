"""`pnpolicy demo`: the voting story, on a local Access Manager, with real clients."""

import sys
from time import monotonic

import click

from pnpolicy.cli import EXIT_INTERNAL, EXIT_USAGE
from pnpolicy.cli.common import colour_option, paint_for


@click.command("demo")
@colour_option
def command(colour: str) -> None:
    """Tell the voting story: a local Access Manager, a server, three voters, one of them up to no good.

    Starts the emulator on a free port of this machine, runs the story with clients of PubNub's own Python SDK, prints
    each step as it happens with the line of the policy that decides it, and stops. Nothing leaves the machine. Exit
    code 0: everything happened as the policy says.

    \b
    pip install "pnpolicy[emulator]" && pnpolicy demo
    """
    try:
        from pnpolicy.demo.actor import quiet  # noqa: PLC0415  only for those who have the extra
        from pnpolicy.demo.story import Contradiction, story  # noqa: PLC0415  likewise
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("pnpolicy"):
            raise
        sys.stderr.write(f'error: the demo needs `{error.name}`: pip install "pnpolicy[emulator]"\n')
        sys.exit(EXIT_USAGE)
    paint = paint_for(sys.stdout, colour)
    colours = {"allowed": ("green",), "REFUSED": ("red", "bold")}
    begun = monotonic()
    count = {"allowed": 0, "REFUSED": 0}
    with quiet():
        try:
            for step in story():
                if step.title:
                    click.echo(f"\n{paint(step.title, 'bold')}", color=True)
                outcome = paint(step.outcome, *colours.get(step.outcome, ()))
                click.echo(f"  {step.who:13}  {step.does:9}  {step.what:22}  {outcome}", color=True)
                for line in step.why:
                    click.echo(f"  {'':13}  {'':9}  {line}")
                if step.outcome in count:
                    count[step.outcome] += 1
        except (Contradiction, TimeoutError) as error:
            sys.stderr.write(f"error: the story went wrong: {error}. Please report it.\n")
            sys.exit(EXIT_INTERNAL)
        except OSError as error:
            sys.stderr.write(f"error: no local server could be started: {error.strerror or error}\n")
            sys.exit(EXIT_USAGE)
    click.echo(
        f"\n{count['allowed']} times allowed, {count['REFUSED']} times refused, as the policy says, "
        f"in {monotonic() - begun:.1f} seconds\n"
        "Your own: `pnpolicy emulator --policy policies/live-voting`; the proof of it: `pnpolicy prove "
        "policies/live-voting`"
    )

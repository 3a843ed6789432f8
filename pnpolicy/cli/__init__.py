"""The command line. One file per command, imported when it is called."""

import gc
import os
import sys
from importlib import import_module
from typing import Final

import click

import pnpolicy

COMMANDS: Final = {
    "check": "All of it at once: what CI asks before a change is merged.",
    "diff": "What a change of policies gives and takes, in names.",
    "grant": "The grant a role gets for some values.",
    "prove": "Whether the claims about policies hold, for every user and every name.",
    "lint": "What is wrong with policies, and what gives more than is needed.",
    "audit": "The same of grants and tokens that exist.",
    "test": "Whether policies do what their tests expect, and what the tests have reached.",
    "fmt": "Files of policies and tests, laid out in one hand.",
    "explain": "Whether a role may do something, and which line says so.",
    "emulator": "A local Access Manager that the PubNub SDKs work against.",
    "demo": "The voting story, told by real clients of a local Access Manager.",
    "token": "What a token allows, decoded offline.",
    "rule": "The pages of the linter's rules.",
    "schema": "The JSON Schema of policies, for editors.",
}
"""Command → its line in the overview, which is all that is known of it before it is called."""

EXIT_REFUSED: Final = 1
EXIT_USAGE: Final = 2
EXIT_NOTHING: Final = 3
EXIT_UNDECIDED: Final = 4
EXIT_INTERNAL: Final = 70


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"pnpolicy.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  what every file here defines
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from pnpolicy.diagnostic import suggestion  # noqa: PLC0415  only for a misspelt command

            help_text = suggestion(args[0], COMMANDS, "commands")
            raise click.UsageError(f"{error.message} {help_text[:1].upper()}{help_text[1:]}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(pnpolicy.__version__, prog_name="pnpolicy", message="%(prog)s %(version)s")
def root() -> None:
    """Role policies for PubNub Access Manager: checked, compiled to exact grants, explained.

    \b
    pnpolicy grant policies/live-voting voter --set userId=alice \\
        --set sessionId=1a2b3c4d --set roomId=r1,r2

    Exit codes: 0 it holds, 1 it does not, 2 wrong usage or unreadable input, 3 nothing to check, 4 not decided, 70 a
    fault of pnpolicy's own.
    """


def main() -> None:
    """Runs the command line and ends the process."""
    _start_lightly()
    try:
        root.main(prog_name="pnpolicy")
    except Exception as error:
        if os.environ.get("PNPOLICY_DEBUG"):
            raise
        # The text of an unforeseen exception may quote input, and input may be a token.
        sys.stderr.write(
            f"pnpolicy: internal error: {type(error).__name__}; PNPOLICY_DEBUG=1 shows where. Please report it.\n"
        )
        sys.exit(EXIT_INTERNAL)
    finally:
        gc.freeze()
        gc.enable()


def collect_from_here() -> None:
    """Ends the pause of the garbage collector that `main` began: what is there stays, what comes is looked after."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _start_lightly() -> None:
    """What only a process of our own may do; together a seventh of a cold start."""
    # Modules and a policy are tens of thousands of objects that stay until the end. Looking through them for garbage,
    # again and again and once more when the process ends, finds none.
    gc.disable()
    # No plugin of pydantic's has to do with policies; looking for them reads the metadata of every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

"""`pnpolicy token`: what a token allows, decoded offline."""

import sys
from typing import BinaryIO

import click

from pnpolicy.cli.common import colour_option, format_options, spoken, write
from pnpolicy.render import grants
from pnpolicy.wire import token as tokens
from pnpolicy.wire.limits import URL_MAX


@click.command("token")
@click.argument("file", type=click.File("rb"), default="-")
@format_options("text", "json")
@colour_option
def command(file: BinaryIO, formats: tuple[str, ...], outputs: tuple[str, ...], colour: str) -> None:
    """Decode a token from FILE, or from standard input, into the table that `pnpolicy grant` shows.

    A token is a secret while it lives: it is not taken as an argument, and neither it nor its signature is shown.
    What it says is not verified, for only PubNub can do that.

    \b
    pnpolicy token token.txt
    """
    data = file.read(4 * URL_MAX + 1)
    with spoken(colour):
        text = data.decode("ascii", errors="replace")
        token = tokens.read(text)
    length = len(text.strip())
    renderings = {
        "text": lambda paint: grants.token_text(token, length, paint),
        "json": lambda _: grants.token_json(token, length),
    }
    write(renderings, formats, outputs, colour)
    sys.stdout.flush()

"""`pnpolicy schema`: the JSON Schema of policies, for editors."""

import click

from pnpolicy.cli.common import write
from pnpolicy.document.schema import policy_schema


@click.command("schema")
@click.option(
    "--output", "-o", "outputs", type=click.Path(dir_okay=False), multiple=True, help="Write to a file instead."
)
def command(outputs: tuple[str, ...]) -> None:
    """Print the JSON Schema of policies.

    Name it in a policy's first line, and an editor with YAML support completes and checks as you type:

    \b
    # yaml-language-server: $schema=policy.schema.json

    \b
    pnpolicy schema --output schemas/policy.schema.json
    """
    write({"json": lambda _: policy_schema()}, (), outputs, "never")

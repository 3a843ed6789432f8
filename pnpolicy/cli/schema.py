"""`pnpolicy schema`: the JSON Schemas of policies, of their tests and of their acceptances, for editors."""

import click

from pnpolicy.cli.common import write
from pnpolicy.document.schema import acceptance_schema, policy_schema, suite_schema


@click.command("schema")
@click.argument("what", type=click.Choice(["policy", "test", "accept"]), default="policy")
@click.option(
    "--output", "-o", "outputs", type=click.Path(dir_okay=False), multiple=True, help="Write to a file instead."
)
def command(what: str, outputs: tuple[str, ...]) -> None:
    """Print the JSON Schema of policies, of files of tests, or of files of acceptances.

    Name it in a file's first line, and an editor with YAML support completes and checks as you type:

    \b
    # yaml-language-server: $schema=policy.schema.json

    \b
    pnpolicy schema --output schemas/policy.schema.json
    pnpolicy schema test --output schemas/policy-test.schema.json
    pnpolicy schema accept --output schemas/accept.schema.json
    """
    made = {"policy": policy_schema, "test": suite_schema, "accept": acceptance_schema}
    write({"json": lambda _: made[what]()}, (), outputs, "never")

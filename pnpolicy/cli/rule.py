"""`pnpolicy rule`: the pages of the linter's rules."""

import click

from pnpolicy.check.gate_rules import RULES as GATE
from pnpolicy.cli.common import colour_option, format_options, write
from pnpolicy.diagnostic import suggestion
from pnpolicy.lint.catalogue import Listed, own
from pnpolicy.render import rules as pages


@click.command("rule")
@click.argument("names", metavar="[RULE]...", nargs=-1)
@format_options("text", "markdown")
@colour_option
def command(names: tuple[str, ...], formats: tuple[str, ...], outputs: tuple[str, ...], colour: str) -> None:
    """Show the page of a RULE: why it matters, what is bad, what is good, and what only looks alike.

    RULE is an id, the beginning of one, a name or a category; without any, all rules are listed. Needs no network.

    \b
    pnpolicy rule PNP201
    pnpolicy rule tenancy
    pnpolicy rule --format markdown --output docs/rules.md
    """
    chosen = _chosen(names)
    text = pages.pages if names else pages.overview
    renderings = {
        "text": lambda paint: text(chosen, paint),
        "markdown": lambda _: pages.markdown(chosen, whole=not names),
    }
    write(renderings, formats, outputs, colour)


def _chosen(names: tuple[str, ...]) -> tuple[Listed, ...]:
    rules = (*own(), *GATE)
    for name in names:
        if not any(rule.is_one_of((name,)) for rule in rules):
            known = [word for rule in rules for word in (rule.id, rule.name, rule.category)]
            raise click.UsageError(f"there is no rule {name[:60]!r}; {suggestion(name, known, 'rules')}")
    return tuple(rule for rule in rules if not names or rule.is_one_of(names))

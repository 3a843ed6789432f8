"""Rules as a list, as pages for a terminal, and as Markdown."""

import re
from collections.abc import Sequence
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.catalogue import Listed
from pnpolicy.render.colour import Paint
from pnpolicy.render.table import table

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_ABOUT: Final = """\
What `pnpolicy lint` and `pnpolicy audit` look for, and what `pnpolicy check` tells beside. Written by `pnpolicy rule`.
"""
_CWE: Final = "https://cwe.mitre.org/data/definitions/{}.html"


def overview(rules: Sequence[Listed], paint: Paint) -> str:
    """A line for each rule."""
    rows = [
        (rule.id, paint(rule.rule.severity, _COLOURS[rule.rule.severity]), rule.category, rule.name, rule.page.title)
        for rule in rules
    ]
    return table(("rule", "severity", "category", "name", "finds"), rows, paint)


def pages(rules: Sequence[Listed], paint: Paint) -> str:
    """The pages of some rules, one below the other."""
    return "\n".join(_page(rule, paint) for rule in rules)


def _page(rule: Listed, paint: Paint) -> str:
    head = f"{paint(rule.id, _COLOURS[rule.rule.severity], 'bold')} {paint(rule.name, 'bold')}"
    lines = [head, rule.page.title, "", paint(_facts(rule, cwe="CWE-{}"), "dim")]
    for heading, text in rule.page.sections.items():
        lines += ["", paint(heading, "bold")]
        # Fences are for Markdown; here an indentation sets code off.
        inside = False
        for line in text.splitlines():
            if line.startswith("```"):
                inside = not inside
            else:
                lines.append(f"    {line}".rstrip() if inside else line)
    return "\n".join(lines) + "\n"


def _facts(rule: Listed, *, cwe: str) -> str:
    """Severity and what else is known of a rule, in one line."""
    facts = [f"{rule.rule.severity}", rule.category]
    if rule.rule.basis is not None:
        facts.append({"witness": "shows a name", "refused": "refused", "guideline": "by the profile"}[rule.rule.basis])
    if rule.rule.cwe is not None:
        facts.append(cwe.format(rule.rule.cwe))
    return f"{', '.join(facts)}; since {rule.rule.since}"


def markdown(rules: Sequence[Listed], *, whole: bool) -> str:
    """The pages as Markdown; the whole catalogue with a table of what there is."""
    parts = []
    if whole:
        parts.append(f"# Rules\n\n{_ABOUT}")
        for category in dict.fromkeys(rule.category for rule in rules):
            here = [rule for rule in rules if rule.category == category]
            rows = "".join(
                f"| [{rule.id}](#{_anchor(rule)}) | {rule.rule.severity} | {rule.name} | {rule.page.title} |\n"
                for rule in here
            )
            parts.append(f"**{category}**\n\n| rule | severity | name | finds |\n|---|---|---|---|\n{rows}")
    for rule in rules:
        cwe = rule.rule.cwe
        facts = _facts(rule, cwe=f"[CWE-{{}}]({_CWE.format(cwe)})")
        body = re.sub(r"^## ", "### ", rule.page.markdown, flags=re.MULTILINE)
        parts.append(f"## {rule.id} {rule.name}\n\n{rule.page.title}\n\n*{facts}*\n\n{body}\n")
    return "\n".join(parts)


def _anchor(rule: Listed) -> str:
    return f"{rule.id} {rule.name}".lower().replace(" ", "-")

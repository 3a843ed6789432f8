"""Widenings as workflow commands, which GitHub shows beside the lines of a pull request."""

from pnpolicy.render.changes import Difference
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings.github import command, data


def render(difference: Difference, paint: Paint) -> str:
    """A command for each, and one if something could not be compared."""
    del paint
    lines = [command(said, said.code) for one in difference.policies for said in one.told]
    if difference.unread:
        lines.append(f"::error title=pnpolicy::{data(difference.summary)}")
    return "".join(f"{line}\n" for line in lines)

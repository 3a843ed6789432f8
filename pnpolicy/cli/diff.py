"""`pnpolicy diff`: what a change of policies gives and takes, in names."""

import sys
from datetime import UTC, date, datetime
from functools import partial

import click

from pnpolicy.cli import EXIT_NOTHING, EXIT_REFUSED, EXIT_UNDECIDED, EXIT_USAGE, collect_from_here
from pnpolicy.cli._comparing import Day, compared, side_of
from pnpolicy.cli.common import Progress, colour_option, format_options, spoken, tell, write
from pnpolicy.render.changes import FORMATS, Difference, Policies, rendering
from pnpolicy.render.colour import Paint


@click.command("diff")
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--all", "everything", is_flag=True, help="Tell the actions that are equal as well.")
@click.option("--today", type=Day(), help="The day on which dates are judged. Default: today, in UTC.")
@format_options(*FORMATS)
@colour_option
def command(
    old: str,
    new: str,
    everything: bool,  # noqa: FBT001  click passes flags by name
    today: date | None,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    colour: str,
) -> None:
    """Tell what the policies NEW give that OLD did not, and the reverse: per role, kind and action, for every login.

    Each side is a policy's file, a folder with a policy.yaml, a folder of such folders, or `REV:path` as git knows it.

    NEW may be narrower. What is broader has to be taken back, or accepted in a file beside the policy, which is called
    policy.accept.yaml for policy.yaml:

    \b
    pnpolicy-accept: 1
    accept:
      - {role: voter, action: write, family: vote-submit, until: 2027-01-31,
         by: '@team', why: voters send their votes themselves now}

    Exit code 0: equal, narrower, or accepted; 1: broader, or more here and less there; 2: a side cannot be read;
    3: there is nothing to compare; 4: something was not decided.

    \b
    pnpolicy diff HEAD~1:policies/live-voting policies/live-voting
    pnpolicy diff main:policies policies --format markdown --output diff.md
    """
    with spoken(colour):
        sides = side_of(old), side_of(new)
    if not sides[1].policies:  # that all of them are gone is more likely a wrong path
        where = new if sides[0].policies else f"{old} or {new}"
        sys.stderr.write(f"pnpolicy: no policy.yaml below {where}; nothing was compared\n")
        sys.exit(EXIT_NOTHING)
    if sides[0].policies and sides[0].is_single != sides[1].is_single:
        single, many = (old, new) if sides[0].is_single else (new, old)
        raise click.UsageError(f"{single} is one policy, and {many} is a folder of them: name the one that is meant")
    found: list[Policies] = []
    unread = 0
    with Progress() as progress:

        def begin(path: str) -> None:
            if found:  # behind the first policy garbage is looked for again
                collect_from_here()
            progress.tell(path)

        for one in compared(*sides, today or datetime.now(UTC).date(), begin):
            if one.judgement is None:
                tell(one.problems, colour)
                unread += 1
            else:
                found.append(Policies(one.old, one.new, one.judgement))
    difference = Difference(tuple(found), unread, everything)
    write({name: partial(_rendered, name, difference) for name in FORMATS}, formats, outputs, colour)
    sys.exit(_code(difference))


def _rendered(name: str, difference: Difference, paint: Paint) -> str:
    return rendering(name)(difference, paint)


def _code(difference: Difference) -> int:
    if difference.unread:
        return EXIT_USAGE
    if any(one.judgement.refused for one in difference.policies):
        return EXIT_REFUSED
    return EXIT_UNDECIDED if any(one.judgement.undecided for one in difference.policies) else 0

"""`pnpolicy prove`: the claims about policies, proved or refuted."""

import sys

import click

from pnpolicy.cli import EXIT_NOTHING, EXIT_REFUSED, EXIT_UNDECIDED, EXIT_USAGE
from pnpolicy.cli.common import Progress, colour_option, format_options, policies_at, read_policy, write
from pnpolicy.prove.verdict import Verdict
from pnpolicy.render import verdicts
from pnpolicy.render.verdicts import Proof


@click.command("prove")
@click.argument("paths", metavar="PATH...", type=click.Path(), nargs=-1, required=True)
@format_options("text", "json")
@colour_option
def command(paths: tuple[str, ...], formats: tuple[str, ...], outputs: tuple[str, ...], colour: str) -> None:
    """Prove the claims about policies, for every user and every name, or refute them with the shortest name.

    PATH is a policy's file, a folder with a policy.yaml, or a folder of such folders. Built-in claims:
    server-authority, privacy, containment, injection, token-size, guarded; and every `never` of the policy's own.

    Exit code 0: all proved; 1: one is refuted; 2: a policy cannot be read; 3: there is no policy; 4: one is undecided.

    \b
    pnpolicy prove policies/
    pnpolicy prove policies/live-voting --format json --output proof.json
    """
    found = policies_at(paths)
    if not found:
        sys.stderr.write(f"pnpolicy: no policy.yaml below {', '.join(paths)}; nothing was proved\n")
        sys.exit(EXIT_NOTHING)
    proofs: list[Proof] = []
    unread = 0
    with Progress() as progress:
        for path in found:
            policy = read_policy(path, colour)
            if policy is None:
                unread += 1
                continue
            told: list[Verdict] = []
            for verdict in policy.prove():
                told.append(verdict)
                progress.tell(f"{path}: {verdict.claim} {verdict.subject} {verdict.status}")
            proofs.append(Proof(path, policy.name, policy.digest, tuple(told)))
    renderings = {
        "text": lambda paint: verdicts.proofs_text(proofs, paint),
        "json": lambda _: verdicts.proofs_json(proofs),
    }
    write(renderings, formats, outputs, colour)
    statuses = {verdict.status for proof in proofs for verdict in proof.verdicts}
    if unread:
        sys.exit(EXIT_USAGE)
    sys.exit(EXIT_REFUSED if "refuted" in statuses else EXIT_UNDECIDED if "undecided" in statuses else 0)

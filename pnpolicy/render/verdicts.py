"""Verdicts: a line for each claim and role, then what refutes them; and the same as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pnpolicy.prove.verdict import Status, Verdict, Witness
from pnpolicy.render import text
from pnpolicy.render.colour import Paint
from pnpolicy.render.table import table

VERSION: Final = 1
"""Of the JSON; a change that a reader of an older version could trip over makes a new one."""

_COLOURS: Final[dict[Status, str]] = {"proved": "green", "refuted": "red", "undecided": "yellow"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What the claims about one policy came to.

    Attributes:
        path: the policy's file, as people name it.
    """

    path: str
    name: str
    digest: str
    verdicts: tuple[Verdict, ...]


def proofs_text(proofs: Sequence[Proof], paint: Paint) -> str:
    """A table for each policy, all refutations with their lines, and a summary."""
    parts = []
    for proof in proofs:
        rows = [row_of(verdicts, paint) for verdicts in _lines(proof.verdicts)]
        parts.append(f"{paint(proof.path, 'bold')}\n{table(('verdict', 'claim', 'of', ''), rows, paint)}")
    told = [diagnostic for proof in proofs for verdict in proof.verdicts for diagnostic in verdict.diagnostics]
    if told:
        parts.append(text.render(told, paint))
    return "\n".join([*parts, summary(proofs, paint) + "\n"])


def proofs_json(proofs: Sequence[Proof]) -> str:
    """The same as JSON; its schema is `schemas/proof.schema.json`."""
    told = {
        "version": VERSION,
        "policies": [
            {
                "path": proof.path,
                "name": proof.name,
                "digest": proof.digest,
                "verdicts": [as_data(verdict) for verdict in proof.verdicts],
            }
            for proof in proofs
        ],
        "summary": _counts(proofs),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def summary(proofs: Iterable[Proof], paint: Paint) -> str:
    """`14 claims proved, 1 refuted, 0 undecided`."""
    counts = _counts(proofs)
    claims = f"{counts['proved']} claim{'' if counts['proved'] == 1 else 's'} proved"
    told = [paint(claims, "green", "bold")]
    told += [
        paint(f"{counts[status]} {status}", _COLOURS[status], "bold") if counts[status] else f"0 {status}"
        for status in ("refuted", "undecided")
    ]
    return ", ".join(told)


def _counts(proofs: Iterable[Proof]) -> dict[Status, int]:
    counts: dict[Status, int] = {"proved": 0, "refuted": 0, "undecided": 0}
    for proof in proofs:
        for verdict in proof.verdicts:
            counts[verdict.status] += 1
    return counts


def _lines(verdicts: Sequence[Verdict]) -> list[list[Verdict]]:
    """Verdicts in lines: families of which the same was proved share one."""
    lines: list[list[Verdict]] = []
    together: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.family is None or verdict.status != "proved":
            lines.append([verdict])
        elif verdict.claim in together:
            together[verdict.claim].append(verdict)
        else:
            together[verdict.claim] = [verdict]
            lines.append(together[verdict.claim])
    return lines


def row_of(verdicts: Sequence[Verdict], paint: Paint) -> tuple[str, str, str, str]:
    """A line of the table: the verdict, the claim, what it is about, and for one that does not hold a name or why."""
    first = verdicts[0]
    subject = first.subject
    if first.family is not None and first.status == "proved":
        subject = f"{len(verdicts)} families" if len(verdicts) > 1 else "1 family"
    told = ""
    if first.witnesses:
        witness = first.witnesses[0]
        told = f"{witness.name}  {witness.span}" if witness.name else str(witness.span)
    elif first.status == "undecided":
        told = first.budget
    return paint(first.status, _COLOURS[first.status]), first.claim, subject, told


def as_data(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON."""
    kind, family = verdict.family or (None, None)
    return {
        "claim": verdict.claim,
        "role": verdict.role,
        "family": None if kind is None else {"kind": kind.value, "name": family},
        "status": verdict.status,
        "questions": verdict.asked,
        "budget": verdict.budget or None,
        "witnesses": [_witness(witness) for witness in verdict.witnesses],
        "messages": [diagnostic.message for diagnostic in verdict.diagnostics],
    }


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "kind": witness.kind.value,
        "name": witness.name or None,
        "actions": list(witness.actions),
        "bindings": dict(witness.bindings),
        "by": witness.by or None,
        "file": witness.span.source.name,
        "line": witness.span.line,
        "column": witness.span.column,
    }

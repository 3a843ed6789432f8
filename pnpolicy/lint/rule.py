"""What a rule is: some facts about it, and a check that yields what it finds.

A rule is one file below `rules/`: its docstring is its page (`pnpolicy rule ID`), its name is the file's, its category
the folder's, and what its check is shown is the annotation of the check's first parameter. See `subjects.py` for what
there is to be shown.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from pnpolicy.diagnostic import Label, Severity
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind


class Confidence(StrEnum):
    """How sure a finding is."""

    PROVED = "proved"
    """It shows a name that the language engine found, or a proof refuted."""
    CERTAIN = "certain"
    """What it says of the text is so: a figure, a key, something that PubNub or RE2 refuses."""
    LIKELY = "likely"
    """It looks like a mistake; somebody may have meant it."""


Basis = Literal["witness", "refused", "guideline"]
"""Why a rule may be an error: it shows a name, PubNub or RE2 refuses it, or the profile that is loaded says so."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The facts about a rule.

    Attributes:
        id: `PNP201`; the first digit is the category's. Never used again once it has been published.
        severity: how much it matters, unless the configuration says otherwise.
        basis: for an error, why it may be one.
        confidence: of findings that show no name.
        cwe: the number of the weakness in the Common Weakness Enumeration, if one fits.
        score: SARIF's `security-severity`, 0 to 10, for what has to do with security.
        since: the first version that had it.
        told_as: codes of what reading or compiling a policy tells that are this rule's.
        flags: the bits of which a line must have one to be shown to the rule; 0 for any.
        kinds: the kinds of line that are shown to the rule.
        form: whether only open lines (patterns) are shown, only exact names, or any.
    """

    id: str
    severity: Severity
    basis: Basis | None = None
    confidence: Confidence = Confidence.CERTAIN
    cwe: int | None = None
    score: float | None = None
    since: str = "0.1"
    told_as: tuple[str, ...] = ()
    flags: int = 0
    kinds: tuple[Kind, ...] = tuple(Kind)
    form: Literal["open", "exact", "any"] = "any"


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a source and what is to stand there instead."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """How a finding can be mended by editing the text.

    Attributes:
        told: what it does: `take `write` away`.
        edits: where, none overlapping another.
        safe: whether it is meant to give no more than before. That is proved before it is applied.
    """

    told: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What a check yields. Where it says no place, the place of what the check was shown is meant.

    Attributes:
        message: one sentence, lower case, no full stop, user text in backticks; it names the witness, if there is one.
        witness: a concrete name that shows it, or nothing.
        subject: the role it is about, if the place does not say.
    """

    message: str
    help: str = ""
    witness: str | None = None
    span: Span | None = None
    label: str = ""
    related: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    fix: Fix | None = None
    subject: str = ""


OWN_PREFIX: Final = "PNP"
"""What the ids of this package's rules begin with; those of others begin otherwise."""

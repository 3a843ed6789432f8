"""What a mutant is."""

from dataclasses import dataclass

from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.text import Span


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A policy with one mistake in it: one that somebody could make, and that pnpolicy would read.

    Attributes:
        operator: the kind of mistake, `add-action`.
        subject: what it is made in: `voter.vote-result: write`.
        words: what is otherwise then, as a sentence.
        span: the line that is changed.
        policy: the policy with the mistake.
    """

    operator: str
    subject: str
    words: str
    span: Span
    policy: ResolvedPolicy

    @property
    def id(self) -> str:
        """Operator and subject."""
        return f"{self.operator} {self.subject}"

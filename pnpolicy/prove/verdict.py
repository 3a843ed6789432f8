"""What a claim came to: proved, refuted with a name that breaks it, or not decided."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal

from pnpolicy import language
from pnpolicy.diagnostic import Diagnostic, Label, in_order
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind

Status = Literal["proved", "refuted", "undecided"]
Bindings = Mapping[str, str | list[str]]

MAX_TOLD: Final = 20
"""Refutations told of one claim about one subject; nobody reads more before mending these."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A name that breaks a claim, and the login that reaches it. Replayed on a real grant before it is told.

    Attributes:
        kind: what it names.
        name: the shortest such name.
        actions: the flags gained on it; none where the name itself is wrong.
        bindings: variable → value, as `Policy.grant` takes them; empty where no login is involved.
        span: the line that gives it.
        by: how it is reached, where that is not by its own name.
    """

    kind: Kind
    name: str
    actions: tuple[str, ...]
    bindings: Bindings
    span: Span
    by: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim about one subject.

    Attributes:
        claim: `server-authority`, `privacy`, …, or `never: <name>`.
        role: the role it is about, if it is about one.
        family: the kind and name of the family it is about, if it is about one.
        status: what it came to.
        asked: how many questions were answered to know.
        witnesses: for a refutation, one name for each line at fault.
        diagnostics: what is told of a refutation, or of what could not be decided.
        budget: for an undecided claim, what ran out.
        stories: for a refutation, what is told of each witness, in their order.
    """

    claim: str
    role: str | None
    family: tuple[Kind, str] | None
    status: Status
    asked: int
    witnesses: tuple[Witness, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    budget: str = ""
    stories: tuple[Diagnostic, ...] = ()

    @property
    def subject(self) -> str:
        """The role, or the family, it is about."""
        return self.role or (self.family[1] if self.family else "")


@dataclass(slots=True)
class Case:
    """A claim about one subject while it is being decided. Fails closed: what was not decided is not proved."""

    claim: str
    role: str | None = None
    family: tuple[Kind, str] | None = None
    asked: int = 0
    witnesses: list[Witness] = field(default_factory=list)
    told: list[Diagnostic] = field(default_factory=list)
    left_open: list[Diagnostic] = field(default_factory=list)
    budget: str = ""

    @property
    def full(self) -> bool:
        """Whether enough was found to say no."""
        return len(self.witnesses) >= MAX_TOLD

    @contextmanager
    def question(self, span: Span) -> Iterator[None]:
        """One question about a line; if it is too hard, that is noted and the next one asked."""
        try:
            yield
        except (language.Undecided, language.Unsupported) as problem:
            self.budget = self.budget or str(problem)
            self.left_open.append(
                Diagnostic(
                    f"{self.code}-undecided",
                    f"`{self.claim}` was not decided for this line: {problem}",
                    span,
                    help="write its pattern more plainly; until then it does not count as proved",
                )
            )

    def blames(self, span: Span) -> bool:
        """Whether a line is at fault already."""
        return any(witness.span == span for witness in self.witnesses)

    def refute(
        self,
        witness: Witness,
        message: str,
        help_text: str,
        *related: Label,
        label: str = "",
        notes: tuple[str, ...] = (),
    ) -> None:
        """Note a name that breaks the claim."""
        self.witnesses.append(witness)
        notes = (witness.by, *notes) if witness.by else notes
        self.told.append(Diagnostic(self.code, message, witness.span, label, related, notes, help_text))

    @property
    def code(self) -> str:
        """The claim as a diagnostic's code: the policy's own are all called `never`."""
        return self.claim.partition(":")[0]

    def verdict(self) -> Verdict:
        """What it came to."""
        status: Status = "refuted" if self.witnesses else "undecided" if self.left_open else "proved"
        told = tuple(in_order([*self.told, *self.left_open]))
        witnesses, stories = tuple(self.witnesses), tuple(self.told)
        return Verdict(self.claim, self.role, self.family, status, self.asked, witnesses, told, self.budget, stories)


def instance(bindings: Bindings) -> tuple[str, ...]:
    """A note such as `for instance with userId=a, roomId=r1,r2`, as `--set` takes values; none without any."""
    told = []
    for name, value in bindings.items():
        if isinstance(value, str):
            told.append(f"{name}={value}")
        elif value:
            more = f" and {len(value) - _SHOWN} more" if len(value) > _SHOWN else ""
            told.append(f"{name}={','.join(value[:_SHOWN])}{more}")
    return (f"for instance with {', '.join(told)}",) if told else ()


_SHOWN: Final = 3
"""Values of a list that are told."""

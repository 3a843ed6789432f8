"""What `pnpolicy check` tells beyond the linter, as rules: so that every format shows it, each with a page of its own.

They find nothing themselves. Claims, tests and differences are told under them, and no comment, no baseline and no
`--ignore` passes them over: a claim that is refuted is not a matter of taste.
"""

from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.catalogue import Listed
from pnpolicy.lint.rule import Basis, Rule

CATEGORY: Final = "gate"


def _listed(number: str, name: str, page: str, severity: Severity = Severity.ERROR) -> Listed:
    basis: Basis | None = "witness" if severity is Severity.ERROR else None
    return Listed(Rule(f"PNP{number}", severity, basis), name, CATEGORY, (), page)


REFUTED: Final = _listed(
    "801",
    "refuted-claim",
    """A claim about the policy does not hold.

    ## Why

    The six built-in claims and the policy's own `never` are what a reviewer relies on without reading every line. Each
    is proved for every login and every name, or refuted with a name that a real grant was asked for. Where a rule of
    the linter shows the same name on the same line, only that rule speaks.

    `pnpolicy prove` shows all claims, those that hold too.
    """,
)
FAILED: Final = _listed(
    "802",
    "failed-test",
    """A test of the policy fails.

    ## Why

    Somebody wrote down what a login may do, or may not, and the policy says otherwise now. Either the change of the
    policy is wrong, or the expectation is out of date; only its author knows.

    `pnpolicy test` runs the tests alone, with their names.
    """,
)
BROADER: Final = _listed(
    "803",
    "broader-access",
    """A role gains something that it did not have before, and nobody has accepted it.

    ## Why

    Most changes of a policy are small, and most that widen it were not meant to. The difference is taken for every
    login there can be, and shown with a name that one of them gains. What is meant is accepted in `policy.accept.yaml`
    beside the policy, for a time and with a reason; the entry then has to cover just what is gained.

    `pnpolicy diff OLD NEW` shows the whole difference, what is narrower too.
    """,
)
ACCEPTANCE: Final = _listed(
    "804",
    "idle-acceptance",
    """An entry of `policy.accept.yaml` is expired, is not needed, or accepts more than is gained.

    ## Why

    An acceptance that stays behind lets the next widening through unseen.
    """,
    Severity.WARNING,
)
RULES: Final = (REFUTED, FAILED, BROADER, ACCEPTANCE)

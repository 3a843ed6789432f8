"""Claims that a test wants proved. Only those that some test names are asked, each once."""

from collections.abc import Iterator, Mapping

from pnpolicy.check import telling
from pnpolicy.check.suite import Proves, Suite
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.prove import CLAIMS, Verdict
from pnpolicy.prove.world import World


class Claims:
    """The claims of a policy, as far as a suite asks for them."""

    def __init__(self, policy: ResolvedPolicy, plans: Mapping[str, Plan], suite: Suite) -> None:
        asked = {check.claim for case in suite.cases for check in case.checks if isinstance(check, Proves)}
        own = tuple(
            never._replace(roles=tuple(name for name in never.roles if name in policy.roles))  # some may have been cut
            for never in policy.never
            if f"never: {never.name}" in asked
        )
        self._policy = policy._replace(never=own)
        self._plans = plans
        self._world: World | None = None
        self._verdicts: dict[str, tuple[Verdict, ...]] = {}

    def told(self, check: Proves) -> Iterator[Diagnostic]:
        """What keeps a claim from being proved, or from being one."""
        found = [
            verdict
            for verdict in self._of(check.claim)
            if verdict.claim == check.claim and check.role in (None, verdict.role)
        ]
        if not found:
            yield telling.no_claim(check)
        for verdict in found:
            if verdict.status != "proved":
                yield telling.not_proved(check, verdict)

    def _of(self, claim: str) -> tuple[Verdict, ...]:
        kind = claim.partition(":")[0]
        if kind not in self._verdicts:
            self._world = self._world or World(self._policy, self._plans)
            self._verdicts[kind] = tuple(CLAIMS[kind](self._world))
        return self._verdicts[kind]

"""Policy tests: what people expect of a policy, in files beside it, held against what the policy gives."""

from pnpolicy.check.reading import Read, Reader, Tested
from pnpolicy.check.running import outcomes, run
from pnpolicy.check.suite import Case, Check, Failure, Outcome, Suite

__all__ = ["Case", "Check", "Failure", "Outcome", "Read", "Reader", "Suite", "Tested", "outcomes", "run"]

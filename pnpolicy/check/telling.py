"""What is told of an expectation that does not hold: where it is written, what was found, and which line is why."""

from dataclasses import replace
from typing import Final

from pnpolicy.access.decision import Why
from pnpolicy.access.index import Located
from pnpolicy.check.rights import Answer
from pnpolicy.check.suite import Case, Check, Decides, Grants, Part, Proves, Refuses
from pnpolicy.diagnostic import Diagnostic, Label, shown
from pnpolicy.prove.verdict import Verdict
from pnpolicy.wire.operations import Need

UNDECIDED: Final = "undecided"
"""The code of what is told where neither yes nor no could be found out."""


def within(case: Case, diagnostic: Diagnostic) -> Diagnostic:
    """The same, with the test that it is part of."""
    return replace(diagnostic, label=f'in "{case.name}"')


def wrong_answer(check: Decides, answer: Answer, nearest: Why | None) -> Diagnostic:
    """Allowed where it should be denied, or the other way round."""
    code = "expected-allowed" if check.allowed else "expected-denied"
    lines = tuple(_label(need, line) for need, line in answer.lines if line is not None)
    lines += tuple(Label(span, "by this line") for span in answer.by_way_of)
    if check.allowed and answer.caveat:
        message = f"{_asked(check)} is allowed only if {answer.caveat}; expected: allowed in any case"
        help_text = "let no two patterns of the role meet on this name with different actions"
        return Diagnostic(code, message, check.span, related=lines, help=help_text)
    if check.allowed:
        message = f"{_asked(check)} is denied; expected: allowed"
        if nearest is None or nearest.span is None:
            return Diagnostic(code, message, check.span, notes=(nearest.text,) if nearest else ())
        return Diagnostic(code, message, check.span, related=(Label(nearest.span, nearest.text),))
    if answer.caveat:
        message = f"{_asked(check)} is allowed if {answer.caveat}; expected: denied in any case"
        return Diagnostic(code, message, check.span, related=lines, help="close that way, or do not count on this")
    help_text = "" if lines else "every client may do this; PubNub asks no permission"
    message = f"{_asked(check)} is allowed; expected: denied"
    return Diagnostic(code, message, check.span, related=lines, help=help_text)


def wrong_line(check: Decides, answer: Answer) -> Diagnostic:
    """Allowed, but by another line."""
    lines = [(need, line) for need, line in answer.lines if line is not None]
    found = " and ".join(f"`{line.reach.entry.role}.{line.reach.entry.family.name}`" for _, line in lines)
    message = f"{_asked(check)} is allowed by {found or 'no line'}; expected: by `{check.by}`"
    return Diagnostic("wrong-line", message, check.span, related=tuple(_label(need, line) for need, line in lines))


def expired(check: Decides, ttl: int) -> Diagnostic:
    """Asked after the end of the token."""
    message = f"{_asked(check)} is denied: after {check.after} minutes the token has expired; expected: allowed"
    return Diagnostic("expected-allowed", message, check.span, notes=(f"its ttl is {ttl} minutes",))


def no_login(check: Decides | Grants | Refuses, why: str) -> Diagnostic:
    """There is nobody to ask about."""
    label = Label(check.login.span, "this login")
    return Diagnostic("no-grant", f"no grant is made for {check.login}: {why}", check.span, related=(label,))


def wrong_grant(check: Grants, part: Part, differences: list[str]) -> Diagnostic:
    """A part of the grant is not what it should be."""
    what = part.key if part.kind is None else f"{part.key}.{part.kind.value}"
    if len(differences) == 1:
        return Diagnostic("wrong-grant", f"{what} of {check.login}: {differences[0]}", part.span)
    message = f"{what} of {check.login} differs in {len(differences)} places"
    return Diagnostic("wrong-grant", message, part.span, notes=tuple(differences))


def not_refused(check: Refuses) -> Diagnostic:
    """A grant was made that should not be."""
    told = ", ".join(f"{name}={_value(check.login.values[name])}" for name in check.variables)
    message = f"a grant is made for {check.login} with {told}; expected: refused"
    return Diagnostic("not-refused", message, check.span)


def no_claim(check: Proves) -> Diagnostic:
    """A claim that is not one of the policy's, or not about the role."""
    message = f"`{check.claim}` is not claimed" + (f" of `{check.role}`" if check.role else "")
    return Diagnostic("not-proved", f"{message}; expected: proved", check.span)


def not_proved(check: Proves, verdict: Verdict) -> Diagnostic:
    """A claim that is refuted, or not decided."""
    first = verdict.diagnostics[0]
    message = f"`{check.claim}` is {verdict.status} for `{verdict.subject}`; expected: proved"
    labels = () if first.span is None else (Label(first.span, first.message),)
    code = "not-proved" if verdict.status == "refuted" else UNDECIDED
    return Diagnostic(code, message, check.span, related=labels, notes=first.notes)


def undecided(check: Check, why: str) -> Diagnostic:
    """A question that is too hard."""
    return Diagnostic(UNDECIDED, f"this was not decided: {why}", check.span, help="write the patterns more plainly")


def _asked(check: Decides) -> str:
    return f"`{check.operation} {check.name[:100]}` by {check.login}"


def _label(need: Need, line: Located) -> Label:
    reach = line.reach
    action = "presence" if reach.suffix else need.action
    return Label(dict(reach.entry.actions)[action], f"allowed by this `{action}`: {reach}")


def _value(value: object) -> str:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value[:3]))}{', …' if len(value) > 3 else ''}]"  # noqa: PLR2004
    return str(value)

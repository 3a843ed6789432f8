"""A widening that is not accepted, as people are told of it."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from pnpolicy.diagnostic import Diagnostic, Label, Severity
from pnpolicy.diff.change import ActionChange, Example, SettingChange
from pnpolicy.diff.judging import WHOLE, Judged, Judgement
from pnpolicy.prove.verdict import instance
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind

_SHOWN: Final = 3
_KINDS: Final = {Kind.CHANNELS: "", Kind.GROUPS: "the channel group ", Kind.USERS: "the record of user "}
_POWERS: Final = 10_000
"""From here on a number is told as a power of two: nobody reads the digits."""


def told(judgement: Judgement) -> Iterator[Diagnostic]:
    """What speaks against a difference, in the order of roles and actions."""
    yield from (of(judged) for judged in judgement.widenings if not judged.accepted)


def of(judged: Judged) -> Diagnostic:
    """What is told of one widening."""
    change = judged.change
    return _of_names(change, judged) if isinstance(change, ActionChange) else _of_setting(change)


def _of_names(change: ActionChange, judged: Judged) -> Diagnostic:
    if judged.undecided is not None:
        span = next((cause.reach.entry.span for cause in (*change.gained_by, *change.lost_by)), None)
        return Diagnostic(
            "undecided",
            f"it was not decided whether `{change.role}` gains `{change.action}` on {change.kind}: {judged.undecided}",
            span,
            help="write its patterns more plainly; until then it counts as broader",
            severity=Severity.WARNING,
        )
    first = change.gained[0]
    names = _listed(example.name for example in change.gained)
    notes = list(instance(first.bindings))
    if change.gained_count is None or change.gained_count > len(change.gained):
        whose = "for this login" if change.gained_by_login else "that nobody had before"
        many = "how many names was not decided" if change.gained_count is None else number(change.gained_count)
        notes.append(many if change.gained_count is None else f"{many} names {whose}")
    if change.relation == "incomparable":
        notes.append(f"others are lost, such as `{change.lost[0].name}`" if change.lost else "others may be lost")
    if judged.beyond is not None:
        notes.append(f"what is accepted of it does not cover `{judged.beyond}`")
    return Diagnostic(
        change.relation,
        f"`{change.role}` gains `{change.action}` on {_KINDS[change.kind]}{names}",
        first.span,
        f"`{first.told}`",
        _others(change.gained[1:], first.span),
        tuple(notes),
        f"take it back, or accept it beside the policy: {_entries(change)}",
    )


def _others(examples: Iterable[Example], first: Span) -> tuple[Label, ...]:
    """The further lines by which names are gained."""
    spans: dict[Span, Label] = {}
    for example in examples:
        if example.span != first:
            spans.setdefault(example.span, Label(example.span, f"`{example.told}` gives `{example.name}`"))
    return tuple(spans.values())


def _entries(change: ActionChange) -> str:
    """What would accept it: an entry for each family by whose lines something is gained."""
    kind = "" if change.kind == "channels" else f"kind: {change.kind}, "
    found = dict.fromkeys(
        f"action: {'presence' if cause.reach.suffix else change.action}, {kind}family: {cause.reach.entry.family.name}"
        for cause in change.gained_by
    )
    entries = [f"`{{role: {change.role}, {what}, until: …, by: …, why: …}}`" for what in found]
    more = f" and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else ""
    return " and ".join(entries[:_SHOWN]) + more


def _of_setting(change: SettingChange) -> Diagnostic:
    was, now = change.old or "nothing", change.new or "nothing"
    related = (Label(change.old_span, f"was {was}"),) if change.old_span and change.new_span else ()
    value = f"now: {json.dumps(change.new, ensure_ascii=False)}, " if change.new and change.setting not in WHOLE else ""
    return Diagnostic(
        change.relation,
        sentence(change),
        change.new_span or change.old_span,
        _label(change, was, now),
        related,
        (change.note,) if change.note else (),
        "take it back, or accept it beside the policy: "
        f"`{{of: {change.subject}, setting: {change.setting}, {value}until: …, by: …, why: …}}`",
    )


def _label(change: SettingChange, was: str, now: str) -> str:
    if change.setting in ("added", "removed"):
        return "new" if change.new_span else "gone"
    return f"now {now}" if change.new_span else f"was {was}"


def sentence(change: SettingChange) -> str:
    """`` `role voter`: `ttl` was 30 minutes and is 60 minutes now ``."""
    if change.setting in ("added", "removed"):
        name = f"policy {change.old or change.new}" if change.subject == "policy" else change.subject
        return f"`{name}` is {'new' if change.setting == 'added' else 'gone'}"
    if not change.old:
        return f"`{change.subject}` has `{change.setting}` now: {change.new}"
    if not change.new:
        return f"`{change.subject}` has no `{change.setting}` any more, which was {change.old}"
    return f"`{change.setting}` of `{change.subject}` was {change.old} and is {change.new} now"


def number(count: int) -> str:
    """`12`, `4,096`, `about 2^65`."""
    if count < _POWERS:
        return f"{count:,}"
    power = (count * count).bit_length() // 2  # rounds the exponent
    return f"2^{power}" if count == 1 << power else f"about 2^{power}"


def _listed(names: Iterable[str]) -> str:
    told_names = [f"`{name}`" for name in names][:_SHOWN]
    return told_names[0] if len(told_names) == 1 else f"{', '.join(told_names[:-1])} and {told_names[-1]}"

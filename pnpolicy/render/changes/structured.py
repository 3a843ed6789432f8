"""A difference as JSON; its schema is `schemas/diff.schema.json`."""

import json
from typing import Any, Final

from pnpolicy.diff.change import ActionChange, Example, SettingChange
from pnpolicy.diff.judging import Judged, Judgement
from pnpolicy.render.changes import Difference, Policies
from pnpolicy.render.colour import Paint
from pnpolicy.render.findings.structured import place
from pnpolicy.text import Span

VERSION: Final = 1
"""Of the JSON; a change that a reader of an older version could trip over makes a new one."""


def render(difference: Difference, paint: Paint) -> str:
    """Everything, what is equal too."""
    del paint
    told = {
        "version": VERSION,
        "relation": difference.relation,
        "policies": [_policy(one) for one in difference.policies],
        "unread": difference.unread,
        "summary": difference.summary,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _policy(one: Policies) -> dict[str, Any]:
    return {"old": one.old or None, "new": one.new or None, **as_data(one.judgement)}


def as_data(judgement: Judgement) -> dict[str, Any]:
    """How one policy differs, as JSON."""
    judged = {id(found.change): found for found in judgement.widenings}
    changes = judgement.changes
    return {
        "relation": changes.relation,
        "actions": [_action(change, judged.get(id(change))) for change in changes.actions],
        "settings": [_setting(change, judged.get(id(change))) for change in changes.settings],
        "findings": [
            {"code": said.code, "severity": said.severity.value, "message": said.message, "place": _place(said.span)}
            for said in judgement.findings
        ],
    }


def _action(change: ActionChange, judged: Judged | None) -> dict[str, Any]:
    return {
        "role": change.role,
        "kind": change.kind.value,
        "action": change.action,
        "relation": change.relation,
        "gained": [_example(example) for example in change.gained],
        "lost": [_example(example) for example in change.lost],
        # Counts may have a hundred digits, which few readers of JSON keep: they are texts.
        "gained_count": None if change.gained_count is None else str(change.gained_count),
        "lost_count": None if change.lost_count is None else str(change.lost_count),
        "gained_by_login": change.gained_by_login,
        "lost_by_login": change.lost_by_login,
        "undecided": change.undecided or (judged.undecided if judged else None),
        **_accepted(judged),
    }


def _setting(change: SettingChange, judged: Judged | None) -> dict[str, Any]:
    return {
        "of": change.subject,
        "setting": change.setting,
        "relation": change.relation,
        "old": change.old or None,
        "new": change.new or None,
        "old_place": _place(change.old_span),
        "new_place": _place(change.new_span),
        "note": change.note or None,
        **_accepted(judged),
    }


def _accepted(judged: Judged | None) -> dict[str, Any]:
    entries = judged.accepted if judged else ()
    return {
        "accepted": [
            {"until": entry.until.isoformat(), "by": entry.by, "why": entry.why, "place": place(entry.span)}
            for entry in entries
        ]
    }


def _example(example: Example) -> dict[str, Any]:
    return {
        "name": example.name,
        "bindings": dict(example.bindings),
        "line": example.told,
        "place": place(example.span),
    }


def _place(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else place(span)

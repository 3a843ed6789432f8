"""The lines that settings stand on: a reviewer looks for `ttl`, not for the role it is said of."""

from dataclasses import replace
from typing import Final

from pnpolicy.diff.change import Changes, SettingChange
from pnpolicy.document.load import Documents
from pnpolicy.text import Route, Span

_KEYS: Final = {"bind": ("bind", "anonymous"), "names": ("name", "id", "pattern"), "families": ("channels",)}
"""A setting → the keys that say it, where they are called otherwise."""

_WHOLE: Final = ("added", "removed", "renamed")
"""What is said of the whole, at its name."""


def placed(changes: Changes, old: Documents | None, new: Documents | None) -> Changes:
    """The same, with the places of what is said in place of those that it is said of; None is a side with nothing."""
    settings = (
        replace(change, old_span=_line(change, change.old_span, old), new_span=_line(change, change.new_span, new))
        for change in changes.settings
    )
    return replace(changes, settings=tuple(settings))


def _line(change: SettingChange, span: Span | None, documents: Documents | None) -> Span | None:
    """The key of a setting; where it is not said on its own, the place it is said of."""
    if span is None or documents is None or change.setting in _WHOLE:
        return span
    document = next(document for document in documents if document.source is span.source)
    what, _, name = change.subject.partition(" ")
    owner: Route = (f"{what}s", name) if what in ("role", "variable", "function") else (what, name)
    first, *rest = change.setting.split(".", 1)
    if what == "never":
        owner = ("never", [claim.name for claim in documents.policy.model.never].index(name))
    for key in _KEYS.get(first, (first,)):
        found = document.key(*owner, key, *rest)
        if found.text == (rest or [key])[0]:
            return found
    return span

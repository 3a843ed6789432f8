r"""A pattern ignores case, and names do not.

## Why

`VIP` and `vip` are two channels. A pattern with `(?i)` opens every spelling of a name, of which the app knows one.

## Bad

```yaml
channels:
  vip:
    pattern: "(?i)vip"  # finding
    authority: clients
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^(?i)vip$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^vip$": 1
}}}}
```

## Near miss

A flag of another kind.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^(?s)news-.$": 1
}}}}
```
"""

import re
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.edits import respelled
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Pattern

RULE = Rule("PNP117", Severity.WARNING, cwe=178)
_FLAG: Final = re.compile(r"\\Q.*?(?:\\E|\Z)|\\.|\(\?[imsU]*i[imsU]*(?:-[imsU]+)?[:)]", re.DOTALL)
"""The flag where it is one; quotations and escapes come first, so that it is not seen in them."""


def check(pattern: Pattern) -> Iterator[Found]:
    """Patterns with the flag, where leaving it out matches fewer names."""
    if "(?" not in pattern.text:
        return
    meant = _FLAG.sub(_without, pattern.text)
    name = pattern.beyond(meant) if meant != pattern.text else None
    if name is not None:
        span = pattern.span
        fix = None if span is None else respelled(span, pattern.text, meant, "let cases differ")
        yield Found(f"{pattern.told} ignores case: it matches `{name}`, too", f"write `{meant}`", name, fix=fix)


def _without(piece: re.Match[str]) -> str:
    text = piece[0]
    return text if text.startswith("\\") else text.replace("i", "").replace("(?)", "")

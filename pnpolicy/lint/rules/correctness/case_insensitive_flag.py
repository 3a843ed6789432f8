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
_FLAG: Final = re.compile(r"\(\?[imsU]*i[imsU]*(?:-[imsU]+)?[:)]")


def check(pattern: Pattern) -> Iterator[Found]:
    """Patterns with the flag, where leaving it out matches fewer names."""
    if "(?" not in pattern.text or not _FLAG.search(pattern.text):
        return
    meant = pattern.text.replace("(?i)", "").replace("(?i:", "(?:")
    name = pattern.beyond(meant)
    if name is not None:
        span = pattern.span
        fix = None if span is None else respelled(span, pattern.text, meant, "let cases differ")
        yield Found(f"{pattern.told} ignores case: it matches `{name}`, too", f"write `{meant}`", name, fix=fix)
